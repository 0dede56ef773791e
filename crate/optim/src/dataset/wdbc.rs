use super::DataInfo;

pub(super) static INFO: DataInfo = DataInfo {
    id: "wdbc",
    name: "Breast cancer (Wisconsin, diagnostic)",
    csv: include_str!("wdbc.csv"),
    note: "Mean radius and texture of the cell nuclei in 569 images, and whether the tissue was malignant (1) or benign (0).",
    source: "W. Wolberg, O. Mangasarian, N. Street and W. Street (1993), UCI Machine Learning Repository, doi 10.24432/C5DW2B; two of the thirty features",
    licence: "CC BY 4.0",
};

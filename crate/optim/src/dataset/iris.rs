use super::DataInfo;

pub(super) static INFO: DataInfo = DataInfo {
    id: "iris",
    name: "Iris",
    csv: include_str!("iris.csv"),
    note: "Lengths and widths in centimetres of the sepals and petals of 150 flowers of three species. Setosa is apart from the other two, which overlap.",
    source: "R. A. Fisher (1936), The use of multiple measurements in taxonomic problems, Annals of Eugenics 7; UCI Machine Learning Repository, doi 10.24432/C56C76",
    licence: "CC BY 4.0",
};

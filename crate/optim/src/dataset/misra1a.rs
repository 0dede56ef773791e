use super::DataInfo;

pub(super) static INFO: DataInfo = DataInfo {
    id: "misra1a",
    name: "Misra 1a",
    csv: include_str!("misra1a.csv"),
    note: "Pressure x and adsorbed volume y in 14 measurements. The least-squares fit of b1*(1 - exp(-b2*x)) is certified to 11 digits.",
    source: "D. Misra (1978), Dental Research Monomolecular Adsorption Study; NIST Statistical Reference Datasets",
    licence: "Work of the U.S. government, not subject to copyright in the United States",
};

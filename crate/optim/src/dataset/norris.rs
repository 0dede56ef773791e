use super::DataInfo;

pub(super) static INFO: DataInfo = DataInfo {
    id: "norris",
    name: "Norris",
    csv: include_str!("norris.csv"),
    note: "Concentrations of ozone by a customer's monitor, y, and by NIST's, x, in 36 measurements. The least-squares line is certified to 15 digits.",
    source: "J. Norris, Calibration of Ozone Monitors; NIST Statistical Reference Datasets",
    licence: "Work of the U.S. government, not subject to copyright in the United States",
};

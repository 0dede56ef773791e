//! Adam on a function of its own, from (1, 2). Made with Fall Line.

use fallline_optim::Run;

const SPECIFICATION: &str = r#"
    {
      "objective": {
        "expression": "x^2 + y^4"
      },
      "optimizer": {
        "id": "adam"
      },
      "start": [
        1.0,
        2.0
      ]
    }
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut run = Run::from_json(SPECIFICATION)?;
    run.step_many(20);
    print!("{}", run.to_csv());
    println!("{}", run.record().status.message);
    Ok(())
}

//! `treatstat report`: everything a run writes, into one folder.

use super::{Results, Talk};
use crate::cli::ReportArgs;
use crate::presentation::folder::{File, Folder};
use crate::presentation::lookup::Lookup;
use crate::presentation::{figures, manifest, report, tables};

pub fn run(args: &ReportArgs, talk: Talk) -> anyhow::Result<()> {
    // Asked for before the work is done, so that a folder that cannot be used costs no waiting.
    let folder = Folder::at(&args.out)?;
    let Results {
        run,
        released,
        inferred,
        estimates,
        compare,
        counted,
    } = super::results(&args.run, &[], talk)?;
    drop(counted);
    let figures = compare.map(|(_, figures)| figures).unwrap_or_default();
    let look = Lookup::new(&run, &released, &inferred)
        .with_estimates(&estimates)
        .with_published(&figures);
    let pictures = figures::draw_all(&look)?;
    let mut files = vec![
        File::written("results.csv", |out| {
            tables::write_csv(&released, &inferred, out)
        }),
        File::written("results.json", |out| {
            tables::write_json(&released, &inferred, out)
        }),
        File::new("attrition.csv", tables::attrition_csv(&released)?),
        File::new("report.html", report::html(&look, &pictures)?),
    ];
    for picture in &pictures {
        files.extend(picture.files()?);
    }
    folder.write(files, |written| {
        let manifest = manifest::json(&run, &released, written)?;
        Ok(File::new(manifest::NAME, manifest))
    })?;
    say_where(args, talk, &released);
    Ok(())
}

fn say_where(args: &ReportArgs, talk: Talk, released: &crate::disclosure::Released) {
    let out = args.out.display();
    talk.say(&format!("wrote `{out}`: open `{out}/report.html`"));
    talk.say(&format!("marked \"{}\"", released.marking().text()));
}

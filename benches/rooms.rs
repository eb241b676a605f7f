//! How long the rooms take, on synthetic extracts of 10,000 to a million episodes: reading; reading and linking to journeys
//! as `check` and `explain` do, with every episode kept; reading, linking and measuring; protection; what is inferred from
//! released rows; and everything `measure` does.
//! `cargo bench` (criterion); compare side by side, machines differ and are noisy.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::PathBuf;
use treatstat::disclosure::{self, Released, Rules, Unprotected};
use treatstat::extract::read;
use treatstat::inference;
use treatstat::pipeline::{self, Counted};
use treatstat::presentation::tables;
use treatstat::settings::{Choices, Settings};
use treatstat::synth::{Form, Options, write_local};

fn extract(folder: &tempfile::TempDir, form: Form, people: u32) -> (PathBuf, u64) {
    let path = folder
        .path()
        .join(format!("{form:?}-{people}-20090401-20120630.csv"));
    let mut bytes = Vec::new();
    let options = Options {
        people,
        seed: 1,
        form,
        dirty: 0.02,
    };
    write_local(&options, &mut bytes).expect("synthetic extracts are written to memory");
    std::fs::write(&path, &bytes).expect("the temporary folder is writable");
    (path, bytes.len() as u64)
}

/// People whose episodes are about 10,000, 100,000 and a million.
const PEOPLE: [u32; 3] = [7_000, 70_000, 700_000];

fn rooms(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let settings = Settings::resolve(None, Choices::default(), Choices::default())
        .expect("defaults are valid");
    for form in [Form::Plain, Form::Cds] {
        let mut group = criterion.benchmark_group(format!("{form:?}").to_lowercase());
        group.sample_size(10);
        for people in PEOPLE {
            let (path, bytes) = extract(&folder, form, people);
            let files = [path];
            let read = || read(&files, None, &settings).expect("readable");
            let count = || pipeline::count(read(), &settings).expect("countable");
            let rules = Rules::of(&settings);
            let mut bench = |room: &str, run: &mut dyn FnMut() -> usize| {
                group.throughput(Throughput::Bytes(bytes));
                group.bench_function(BenchmarkId::new(room, people), |b| {
                    b.iter(|| black_box(run()));
                });
            };
            bench("read", &mut || read().records.len());
            bench("read and link", &mut || {
                let linked = pipeline::link(read(), &settings).expect("linkable");
                linked.episodes.all(&linked.extract, &settings).len()
            });
            bench("read, link and measure", &mut || {
                count().measured.rows.len()
            });
            let counted = count();
            bench("protect", &mut || release(&counted, rules).rows().len());
            let released = release(&counted, rules);
            bench("compare", &mut || infer(&released).len());
            bench("whole", &mut || {
                let released = release(&count(), rules);
                let mut rows = Vec::new();
                let written = tables::write_csv(&released, &infer(&released), &mut rows);
                written.expect("rows are written to memory");
                rows.len()
            });
        }
        group.finish();
    }
}

fn release(counted: &Counted, rules: Rules) -> Released {
    let run = Unprotected {
        measured: &counted.measured,
        judged: &treatstat::settings::JudgementCells::default(),
        extract: &counted.extract,
        in_both_age_groups: counted.in_both_age_groups,
        nests: &[],
    };
    disclosure::release(&run, rules)
}

fn infer(released: &Released) -> Vec<inference::Inferred> {
    inference::infer(released, true, &[], None).expect("nothing to refuse")
}

criterion_group!(benches, rooms);
criterion_main!(benches);

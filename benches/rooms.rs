//! How long the rooms take: reading alone, everything up to measured counts, protection, and what is inferred from released
//! rows, on synthetic extracts.
//! `cargo bench` (criterion); compare side by side, machines differ and are noisy.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::PathBuf;
use treatstat::disclosure::{self, Rules, Unprotected};
use treatstat::extract::read;
use treatstat::inference;
use treatstat::pipeline::count;
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

fn rooms(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let settings = Settings::resolve(None, Choices::default(), Choices::default())
        .expect("defaults are valid");
    for form in [Form::Plain, Form::Cds] {
        let mut group = criterion.benchmark_group(format!("{form:?}").to_lowercase());
        group.sample_size(10);
        for people in [7_000, 70_000] {
            let (path, bytes) = extract(&folder, form, people);
            let files = [path];
            group.throughput(Throughput::Bytes(bytes));
            group.bench_function(BenchmarkId::new("read", people), |b| {
                b.iter(|| {
                    black_box(
                        read(&files, None, &settings)
                            .expect("readable")
                            .records
                            .len(),
                    )
                });
            });
            group.bench_function(BenchmarkId::new("read, link and measure", people), |b| {
                b.iter(|| {
                    count(read(&files, None, &settings).expect("readable"), &settings)
                        .expect("countable")
                });
            });
            let counted = count(read(&files, None, &settings).expect("readable"), &settings)
                .expect("countable");
            let run = Unprotected {
                measured: &counted.measured,
                extract: &counted.extract,
                in_both_age_groups: counted.in_both_age_groups,
            };
            group.bench_function(BenchmarkId::new("protect", people), |b| {
                b.iter(|| black_box(disclosure::release(&run, Rules::of(&settings)).rows().len()));
            });
            let released = disclosure::release(&run, Rules::of(&settings));
            group.bench_function(BenchmarkId::new("compare", people), |b| {
                b.iter(|| {
                    inference::infer(&released, true, &[], None)
                        .expect("nothing to refuse")
                        .len()
                });
            });
        }
        group.finish();
    }
}

criterion_group!(benches, rooms);
criterion_main!(benches);

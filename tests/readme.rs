//! Every command the README shows, run as it stands, and the sample report kept true.

mod common;

use common::{root, temporary, treatstat};
use std::path::{Path, PathBuf};

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

fn commands(page: &str) -> Vec<String> {
    let text = std::fs::read_to_string(root().join(page)).unwrap();
    let mut inside = false;
    let mut found = Vec::new();
    for line in text.lines() {
        match line {
            "```sh" => inside = true,
            "```" => inside = false,
            line if inside => found.push(line.to_owned()),
            _ => {}
        }
    }
    found
}

/// The program's arguments; `None` for the one command that is these tests themselves.
fn arguments(command: &str) -> Option<Vec<&str>> {
    if command == "cargo test --release" {
        return None;
    }
    let rest = command
        .strip_prefix("cargo run --release -- ")
        .or_else(|| command.strip_prefix("treatstat "));
    Some(
        rest.unwrap_or_else(|| panic!("not a command this test can run: {command}"))
            .split(' ')
            .collect(),
    )
}

#[test]
fn every_command_of_the_readme_works() {
    let folder = temporary();
    copy(
        &root().join("data-samples"),
        &folder.path().join("data-samples"),
    );
    let all = commands("README.md");
    assert!(all.len() >= 6, "the README shows commands");
    for command in &all {
        let Some(arguments) = arguments(command) else {
            continue;
        };
        let output = treatstat(folder.path(), &arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        // A check of the sample finds what the sample was given to find.
        let expected = if arguments[0] == "check" { 1 } else { 0 };
        assert_eq!(output.status.code(), Some(expected), "{command}: {said}");
        let printed = String::from_utf8_lossy(&output.stdout);
        let marked = match arguments[0] {
            "synth" | "reconcile" | "profile" => true,
            "check" | "explain" => printed.starts_with("working paper"),
            _ => said.contains("marked \""),
        };
        assert!(marked, "{command}: {said}");
    }
    the_sample_report_is_what_the_program_writes(folder.path());
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(inside) = folders.pop() {
        for entry in std::fs::read_dir(inside).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path.strip_prefix(folder).unwrap().to_path_buf());
            }
        }
    }
    found.sort();
    found
}

/// Text files byte for byte; pictures by size and ink, because another processor may round a pixel another way.
fn the_sample_report_is_what_the_program_writes(folder: &Path) {
    let (kept, made) = (
        root().join("reports/northmere"),
        folder.join("reports/northmere"),
    );
    assert_eq!(files(&kept), files(&made));
    for file in files(&kept) {
        let (old, new) = (
            std::fs::read(kept.join(&file)).unwrap(),
            std::fs::read(made.join(&file)).unwrap(),
        );
        match file.extension().and_then(|e| e.to_str()) {
            Some("png") => {
                let (old, new) = (picture(&old), picture(&new));
                assert_eq!((old.0, old.1), (new.0, new.1), "size of {}", file.display());
                assert!(
                    (old.2 - new.2).abs() < 0.002 && old.2 > 0.02,
                    "ink of {}: {} {}",
                    file.display(),
                    old.2,
                    new.2
                );
            }
            // The manifest holds the pictures' checksums.
            Some("json") if file.ends_with("manifest.json") => {
                assert_eq!(without_pictures(&old), without_pictures(&new));
            }
            _ => assert!(
                old == new,
                "{} has changed: write the sample report again",
                file.display()
            ),
        }
    }
}

/// Width, height and the share of pixels that are not white.
fn picture(bytes: &[u8]) -> (u32, u32, f64) {
    let picture = resvg::tiny_skia::Pixmap::decode_png(bytes).unwrap();
    let ink = picture
        .pixels()
        .iter()
        .filter(|p| (p.red(), p.green(), p.blue()) != (255, 255, 255))
        .count();
    (
        picture.width(),
        picture.height(),
        ink as f64 / f64::from(picture.width() * picture.height()),
    )
}

fn without_pictures(manifest: &[u8]) -> serde_json::Value {
    let mut manifest: serde_json::Value = serde_json::from_slice(manifest).unwrap();
    let files = manifest["files"].as_array_mut().unwrap();
    files.retain(|f| !f["file"].as_str().unwrap().ends_with(".png"));
    manifest
}

/// The samples are what the commands beside them make.
#[test]
fn the_samples_are_what_synth_writes() {
    let page = std::fs::read_to_string(root().join("data-samples/README.md")).unwrap();
    let folder = temporary();
    std::fs::create_dir(folder.path().join("data-samples")).unwrap();
    let mut made = 0;
    for command in page
        .split('`')
        .filter(|t| t.starts_with("treatstat synth "))
    {
        let arguments = arguments(command).unwrap();
        assert!(
            treatstat(folder.path(), &arguments).status.success(),
            "{command}"
        );
        let file = arguments.last().unwrap();
        let same = std::fs::read(root().join(file)).unwrap()
            == std::fs::read(folder.path().join(file)).unwrap();
        assert!(same, "{file} is not what `{command}` writes");
        made += 1;
    }
    assert_eq!(made, 2);
}

//! The documentation names everything there is, and what it shows can be used.

mod common;

use common::{records, root, succeed, temporary};
use treatstat::extract::Profile;
use treatstat::extract::Rule;
use treatstat::extract::profile::Field;
use treatstat::measures::definitions::measures;
use treatstat::settings::{Choices, Settings};

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join("docs").join(name)).unwrap()
}

fn blocks(page: &str, language: &str) -> Vec<String> {
    let opening = format!("```{language}\n");
    page.split(&opening)
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned())
        .collect()
}

fn names_all<'a>(page_name: &str, names: impl Iterator<Item = &'a str>) {
    let text = page(page_name);
    for name in names {
        assert!(
            text.contains(&format!("`{name}`")),
            "docs/{page_name} does not name `{name}`"
        );
    }
}

#[test]
fn every_setting_field_measure_reason_and_column_is_documented() {
    let settings = Settings::resolve(None, Choices::default(), Choices::default()).unwrap();
    let named: Vec<String> = settings
        .named_values()
        .into_iter()
        .map(|(name, _)| name)
        .filter(|n| n != "preset")
        .collect();
    names_all("settings.md", named.iter().map(String::as_str));
    names_all("profiles.md", Field::ALL.iter().map(|f| f.name()));
    names_all("definitions.md", measures().iter().map(|m| m.id));
    let folder = temporary();
    succeed(
        folder.path(),
        &["synth", "--people", "20", "--out", "x.csv"],
    );
    let rows = records(&succeed(
        folder.path(),
        &["measure", "x.csv", "--as-of", "2012-06-30"],
    ));
    names_all("results.md", rows[0].keys().map(String::as_str));
}

#[test]
fn every_rule_says_what_was_done_and_what_to_do() {
    for rule in Rule::ALL {
        assert!(rule.meaning().contains(": "), "{}", rule.name());
        assert!(!rule.remedy().is_empty(), "{}", rule.name());
    }
    names_all("rules.md", Rule::ALL.iter().map(|r| r.name()));
}

/// The page of rules is what the program prints.
#[test]
fn the_page_of_rules_is_printed_by_the_program() {
    let printed = succeed(temporary().path(), &["rules", "--format", "markdown"]);
    assert!(
        page("rules.md") == printed,
        "docs/rules.md is not what `treatstat rules --format markdown` prints"
    );
}

#[test]
fn the_profiles_and_settings_shown_are_valid() {
    let mut profiles = 0;
    for block in blocks(&page("profiles.md"), "toml") {
        if block.contains("name = ")
            && block.contains("[columns]")
            && block.trim_start().starts_with(['n', '#'])
        {
            Profile::parse(&block, "docs/profiles.md").unwrap_or_else(|e| panic!("{e}\n{block}"));
            profiles += 1;
        } else {
            toml::from_str::<toml::Table>(&block).unwrap_or_else(|e| panic!("{e}\n{block}"));
        }
    }
    assert!(profiles >= 1);
    for block in blocks(&page("settings.md"), "toml") {
        let choices: Choices = toml::from_str(&block).unwrap_or_else(|e| panic!("{e}\n{block}"));
        Settings::resolve(None, choices, Choices::default()).unwrap();
    }
}

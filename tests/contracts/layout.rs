//! An operation is a folder, a line in the table of operations, its fixtures and a row in the README.

use std::collections::{BTreeMap, BTreeSet};

use local::operations::{EVENTS, ROUTES};
use phone_otp_tests::fixtures::operations;

use super::{names, sources, top};

#[test]
fn every_operation_is_in_the_table_of_operations_and_nothing_else_is() {
    let table: BTreeSet<String> = ROUTES
        .iter()
        .map(|route| route.operation.to_owned())
        .chain(EVENTS.iter().map(|event| event.operation.to_owned()))
        .collect();
    assert_eq!(table, operations().into_iter().collect());
}

#[test]
fn every_operation_is_a_crate_of_its_folders_name_that_the_local_run_depends_on() {
    let local = std::fs::read_to_string(top().join("infra/local/Cargo.toml")).unwrap();
    for operation in operations() {
        let folder = top().join("functions").join(&operation);
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let package = format!("[package]\nname = \"{operation}\"\n");
        assert!(manifest.contains(&package), "{operation}");
        let dependency = format!("{operation} = {{ path = \"../../functions/{operation}\" }}");
        assert!(
            local.lines().any(|line| line == dependency),
            "infra/local/Cargo.toml has no line {dependency}"
        );
    }
}

#[test]
fn every_operation_has_fixtures_and_nothing_else_has() {
    assert_eq!(names(&top().join("events")), operations());
    for operation in operations() {
        assert!(
            names(&top().join("events").join(&operation)).len() >= 2,
            "{operation}"
        );
    }
}

#[test]
fn every_operation_has_its_row_in_the_readme() {
    let readme = std::fs::read_to_string(top().join("README.md")).unwrap();
    for operation in operations() {
        assert!(
            readme.contains(&format!("| `{operation}` |")),
            "{operation}"
        );
    }
}

#[test]
fn a_main_only_starts_the_runtime() {
    for operation in operations() {
        let main =
            std::fs::read_to_string(top().join("functions").join(&operation).join("src/main.rs"))
                .unwrap();
        let code = main
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with("//"))
            .count();
        assert!(code <= 5, "{operation}: {code} lines");
        assert!(main.contains("http::runtime::run_"), "{operation}");
    }
}

#[test]
fn the_top_level_holds_what_the_layout_says() {
    let known = [
        "Cargo.lock",
        "Cargo.toml",
        "LICENSE",
        "README.md",
        "clippy.toml",
        "events",
        "functions",
        "infra",
        "shared",
        "target",
        "tests",
    ];
    for name in names(&top()) {
        assert!(
            name.starts_with('.') || known.contains(&name.as_str()),
            "{name}"
        );
    }
}

#[test]
fn the_domain_depends_on_nothing_that_does_io() {
    let manifest = std::fs::read_to_string(top().join("shared/domain/Cargo.toml")).unwrap();
    for name in ["tokio", "aws", "lambda", "http", "reqwest", "platform"] {
        assert!(!manifest.contains(name), "{name}");
    }
    for file in names(&top().join("shared/domain/src")) {
        let source = std::fs::read_to_string(top().join("shared/domain/src").join(&file)).unwrap();
        for word in ["async fn", "std::fs", "std::net", "std::env", "SysRng"] {
            assert!(!source.contains(word), "{file}: {word}");
        }
    }
}

#[test]
fn nothing_is_scanned_by_the_product() {
    for folder in ["shared", "functions"] {
        for file in sources(&top().join(folder)) {
            let source = std::fs::read_to_string(&file).unwrap();
            assert!(!source.contains(".scan()"), "{}", file.display());
        }
    }
}

/// The code of a source, outside of its tests, as one line.
fn code(source: &str) -> String {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = code.lines().map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.starts_with("//")).collect();
    lines.join(" ").replace(" .", ".")
}

/// The modules of a crate that paths in the code name. `root` is how `super` leads to the crate's root.
fn named_modules(code: &str, root: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for path in code
        .split("crate::")
        .skip(1)
        .chain(code.split(root).skip(1))
    {
        let Some(group) = path.strip_prefix('{') else {
            used.insert(module(path));
            continue;
        };
        let (mut depth, mut begins) = (0, true);
        for (at, c) in group.char_indices() {
            if begins && c != ' ' {
                used.insert(module(&group[at..]));
            }
            begins = (begins && c == ' ') || (depth == 0 && c == ',');
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                _ => {}
            }
        }
    }
    used
}

/// The first name of a path, if a module may have it.
fn module(path: &str) -> String {
    let end = path.find(|c: char| !c.is_ascii_lowercase() && c != '_');
    path[..end.unwrap_or(path.len())].to_owned()
}

#[test]
fn no_modules_of_a_shared_crate_use_each_other_in_a_circle() {
    for krate in [
        "domain",
        "jose",
        "store",
        "words",
        "providers",
        "http",
        "platform",
    ] {
        let folder = top().join("shared").join(krate).join("src");
        let mut modules: BTreeMap<String, String> = BTreeMap::new();
        let mut uses: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for file in sources(&folder) {
            let path = file.strip_prefix(&folder).unwrap();
            let name = path.iter().next().unwrap().to_str().unwrap();
            let module = name.trim_end_matches(".rs").to_owned();
            let root = if path.iter().count() > 1 && !path.ends_with("mod.rs") {
                "super::super::"
            } else {
                "super::"
            };
            let code = code(&std::fs::read_to_string(&file).unwrap());
            let named = named_modules(&code, root);
            uses.entry(module.clone()).or_default().extend(named);
            modules.entry(module).or_default().push_str(&code);
        }
        // A type may have methods in several modules, as the store has: they use each other without a path.
        let mut methods: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (module, code) in &modules {
            for function in code.split(" fn ").skip(1) {
                let name = function.split(['(', '<']).next().unwrap();
                methods.entry(name).or_default().insert(module);
            }
        }
        for (module, code) in &modules {
            for (name, of) in &methods {
                if of.len() == 1 && code.contains(&format!("self.{name}(")) {
                    let of = of.iter().map(|module| (*module).to_owned());
                    uses.get_mut(module).unwrap().extend(of);
                }
            }
        }
        uses.remove("lib");
        // Modules that use no module that is left are taken away until none is: what stays is in, or above, a circle.
        while let Some(free) = uses
            .iter()
            .find(|(module, used)| {
                !used
                    .iter()
                    .any(|used| used != *module && uses.contains_key(used))
            })
            .map(|(module, _)| module.clone())
        {
            uses.remove(&free);
        }
        assert!(uses.is_empty(), "{krate}: {:?}", uses.keys());
    }
}

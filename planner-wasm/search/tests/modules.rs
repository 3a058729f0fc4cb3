//! Modules use one another in one direction: none leads back to itself, neither file by file nor folder by folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Place of a module under its crate, such as `["path_kg", "space"]`; empty for the crate itself.
type Place = Vec<String>;

/// What each module uses.
type Uses = BTreeMap<Place, BTreeSet<Place>>;

/// The modules under a folder with their code, unit tests left out: these may compare a module with any other.
fn sources(folder: &Path, place: &[String], found: &mut BTreeMap<Place, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let inner: Place = place.iter().cloned().chain([name.to_owned()]).collect();
        if path.is_dir() {
            sources(&path, &inner, found);
        } else if name != "tests" {
            let own = matches!(name, "lib" | "mod");
            let text = std::fs::read_to_string(&path).unwrap();
            found.insert(if own { place.to_vec() } else { inner }, code(&text));
        }
    }
}

/// The text without comments and without the unit tests at its end.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    text.lines()
        .map(|line| line.split("//").next().unwrap())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Names, `::` and single signs.
fn tokens(code: &str) -> Vec<&str> {
    let named = |c: char| c.is_alphanumeric() || c == '_';
    let mut tokens = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if named(first) {
            rest.find(|c| !named(c)).unwrap_or(rest.len())
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token);
        rest = after.trim_start();
    }
    tokens
}

/// Reads the path that begins at `at`, each branch of a group on its own, and returns where it ends.
fn read_path(tokens: &[&str], mut at: usize, before: &[String], paths: &mut Vec<Vec<String>>) -> usize {
    let mut path = before.to_vec();
    while let Some(token) = tokens.get(at) {
        if *token == "{" {
            at += 1;
            while tokens.get(at).is_some_and(|token| *token != "}") {
                at = read_path(tokens, at, &path, paths);
                while tokens.get(at).is_some_and(|token| !matches!(*token, "," | "}")) {
                    at += 1;
                }
                at += usize::from(tokens.get(at) == Some(&","));
            }
            return at + 1;
        }
        path.push((*token).to_owned());
        at += 1;
        if tokens.get(at) != Some(&"::") {
            break;
        }
        at += 1;
    }
    paths.push(path);
    at
}

/// The module that a path leads to from another, or none where it leads out of the crate.
fn target(path: &[String], from: &Place, modules: &BTreeMap<Place, String>) -> Option<Place> {
    let mut place = from.clone();
    let mut rest = path;
    match path[0].as_str() {
        "crate" => (place, rest) = (Place::new(), &path[1..]),
        "self" => rest = &path[1..],
        "super" => {
            while rest.first().is_some_and(|name| name == "super") {
                place.pop();
                rest = &rest[1..];
            }
        }
        child => {
            let child: Place = from.iter().cloned().chain([child.to_owned()]).collect();
            modules.get(&child)?;
        }
    }
    for name in rest {
        place.push(name.clone());
        if !modules.contains_key(&place) {
            place.pop();
            break;
        }
    }
    Some(place)
}

fn uses(modules: &BTreeMap<Place, String>) -> Uses {
    let of = |(place, code): (&Place, &String)| {
        let tokens = tokens(code);
        let mut paths = Vec::new();
        for at in 0..tokens.len() {
            let begins = at == 0 || tokens[at - 1] != "::";
            if begins && tokens.get(at + 1) == Some(&"::") {
                read_path(&tokens, at, &[], &mut paths);
            }
        }
        let targets = paths.iter().filter_map(|path| target(path, place, modules));
        (place.clone(), targets.filter(|to| to != place).collect())
    };
    modules.iter().map(of).collect()
}

/// The same between the children of one module, each with all it holds; what the module holds itself counts as one more.
fn between_children(parent: &Place, uses: &Uses) -> Uses {
    let child = |place: &Place| -> Option<Place> {
        let inside = place.starts_with(parent);
        inside.then(|| place[..place.len().min(parent.len() + 1)].to_vec())
    };
    let mut between = Uses::new();
    for (from, targets) in uses {
        for to in targets {
            if let (Some(from), Some(to)) = (child(from), child(to))
                && from != to
            {
                between.entry(from).or_default().insert(to);
            }
        }
    }
    between
}

/// A way that leads from its first module back to it.
fn cycle(uses: &Uses) -> Option<Vec<Place>> {
    fn visit(
        at: &Place,
        uses: &Uses,
        way: &mut Vec<Place>,
        done: &mut BTreeSet<Place>,
    ) -> Option<Vec<Place>> {
        if let Some(start) = way.iter().position(|place| place == at) {
            return Some(way[start..].to_vec());
        }
        if !done.contains(at) {
            way.push(at.clone());
            for to in uses.get(at).into_iter().flatten() {
                let found = visit(to, uses, way, done);
                if found.is_some() {
                    return found;
                }
            }
            way.pop();
            done.insert(at.clone());
        }
        None
    }
    let mut done = BTreeSet::new();
    uses.keys()
        .find_map(|start| visit(start, uses, &mut Vec::new(), &mut done))
}

/// Every cycle there is one of, by the module that holds it.
fn cycles(modules: &BTreeMap<Place, String>) -> Vec<String> {
    let uses = uses(modules);
    modules
        .keys()
        .filter_map(|parent| cycle(&between_children(parent, &uses)))
        .map(|way| {
            let names: Vec<String> = way
                .iter()
                .map(|place| format!("crate::{}", place.join("::")))
                .collect();
            names.join(" -> ")
        })
        .collect()
}

#[test]
fn no_module_leads_back_to_itself() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for package in ["search", "retrieval", "binding"] {
        let mut modules = BTreeMap::new();
        sources(&workspace.join(package).join("src"), &[], &mut modules);
        assert!(
            uses(&modules).values().any(|targets| !targets.is_empty()),
            "{package}"
        );
        assert_eq!(cycles(&modules), Vec::<String>::new(), "{package}");
    }
}

#[test]
fn a_cycle_is_found_however_it_is_written() {
    let modules = |texts: &[(&str, &str)]| -> BTreeMap<Place, String> {
        let place = |name: &str| {
            name.split("::")
                .filter(|n| !n.is_empty())
                .map(str::to_owned)
                .collect()
        };
        texts
            .iter()
            .map(|(name, text)| (place(name), code(text)))
            .collect()
    };
    let found = |a: &str, b: &str| {
        cycles(&modules(&[
            ("", ""),
            ("a", ""),
            ("b", b),
            ("a::x", a),
            ("a::y", ""),
            ("c", ""),
        ]))
    };
    assert_eq!(found("use crate::b::Thing;", "use crate::c;"), [""; 0]);
    assert_eq!(
        found("// crate::b\nuse std::b::Thing;", "use crate::a::x::Other;"),
        [""; 0]
    );
    let between = ["crate::a -> crate::b"];
    assert_eq!(
        found("use crate::b::Thing;", "use super::{c, a::{self, x as z}};"),
        between
    );
    assert_eq!(
        found("fn f() { super::super::b::g() }", "use crate::a::y;"),
        between
    );
    let within = |a: &str, x: &str| cycles(&modules(&[("", ""), ("a", a), ("a::x", x), ("a::y", "")]));
    assert_eq!(within("pub use x::Thing;", "use super::y::Other;"), [""; 0]);
    assert_eq!(
        within("pub use x::Thing;", "use super::Thing;"),
        ["crate::a -> crate::a::x"]
    );
    let tested = "fn f() {}\n#[cfg(test)]\nmod tests {\n    use crate::a::Thing;\n}";
    assert_eq!(within("pub use x::Thing;", tested), [""; 0]);
}

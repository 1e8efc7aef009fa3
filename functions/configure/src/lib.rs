//! Invoked by an operator: shows the configuration of the deployment and its registry of applications and routes, or
//! changes them. Functions follow within a minute.

use domain::Invalid;
use domain::fields::FieldRefused;
use domain::registry::{Entries, RegistryPatch};
use domain::settings::{Changed, Configuration, Settings};
use http::response::rfc3339;
use http::runtime::EventError;
use http::{Problem, Slug};
use platform::Platform;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use words::texts::check_parts;

/// What an operator asks for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configure {
    /// Who asks, which is not checked.
    #[serde(default)]
    pub operator: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// A JSON merge patch (RFC 7396) of the document; `null` takes a setting back to its default. Its `applications` and
    /// `routes` hold a patch for each entry of the registry that is to be changed; `null` removes the entry. Without it,
    /// nothing is changed.
    #[serde(default)]
    pub change: Option<Map<String, Value>>,
    /// The version that the operator looked at. Another one is not changed.
    #[serde(default)]
    pub version: Option<u64>,
}

/// The newest configuration.
#[derive(Debug, Serialize)]
pub struct Configured {
    /// The version of the document; 0 if nobody has changed anything.
    pub version: u64,
    /// Who made the version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The paths of the fields that this change changed.
    pub changed: Vec<String>,
    /// What operators have set.
    pub document: Map<String, Value>,
    /// All settings, those that nobody has set included; only if nothing was to be changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<Settings>,
    /// The entries of the registry: all, if nothing was to be changed; otherwise those that this change changed, `null` if
    /// it removed them.
    #[serde(flatten)]
    pub entries: Entries,
}

impl Configured {
    fn new(newest: Option<Configuration>, changed: Vec<String>) -> Self {
        let Some(newest) = newest else {
            return Self {
                version: 0,
                operator: None,
                reason: None,
                at: None,
                changed,
                document: Map::new(),
                settings: None,
                entries: Entries::default(),
            };
        };
        Self {
            version: newest.version,
            operator: Some(newest.operator),
            reason: Some(newest.reason),
            at: Some(rfc3339(newest.at)),
            changed,
            document: newest.document,
            settings: None,
            entries: newest.entries,
        }
    }
}

/// Shows or changes the configuration. A change that changes nothing makes no version, so that a repeated one is harmless.
///
/// # Errors
/// `invalid-request` with every field that is refused; `changed-meanwhile` if the newest version is not the one that the
/// operator names, or somebody else changed it at the same time.
pub async fn handle(
    platform: &'static Platform,
    asked: Configure,
) -> Result<Configured, EventError> {
    let newest = platform.store().configuration().await?;
    let known = newest.as_ref().map_or(0, |newest| newest.version);
    if asked.version.is_some_and(|version| version != known) {
        let detail = format!("the newest version is {known}");
        return Err(Problem::new(Slug::ChangedMeanwhile, detail).into());
    }
    let Some(mut patch) = asked.change else {
        let settings = platform::settings::of(newest.as_ref())?;
        return Ok(Configured {
            settings: Some(settings),
            entries: platform.store().registry().await?,
            ..Configured::new(newest, Vec::new())
        });
    };
    let registry = RegistryPatch::take(&mut patch);
    let registered = platform.store().registered(&registry).await?;
    let (operator, reason) = (&asked.operator, &asked.reason);
    let Changed {
        configuration,
        fields,
        settings,
    } = Configuration::changed(
        newest.as_ref(),
        &patch,
        (&registered, &registry),
        operator,
        reason,
        platform.now(),
    )
    .map_err(|refused| refuse(&refused))?;
    if fields.is_empty() {
        return Ok(Configured::new(newest, fields));
    }
    check_parts(&settings.brand, platform.config.portal_host()).map_err(|Invalid(why)| {
        refuse(&[FieldRefused {
            field: "brand".to_owned(),
            why: why.into_owned(),
        }])
    })?;
    platform.store().save_configuration(&configuration).await?;
    let version = configuration.version;
    tracing::info!(operator, version, changed = fields.join(" "), "configured");
    Ok(Configured::new(Some(configuration), fields))
}

/// The problem of a change, with each field that is refused.
fn refuse(refused: &[FieldRefused]) -> EventError {
    let fields: Vec<String> = refused.iter().map(ToString::to_string).collect();
    Problem::invalid_request(fields.join("; ")).into()
}

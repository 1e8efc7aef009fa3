//! The parameters of OAuth requests, in a query or a form.

/// A parameter is there twice (RFC 6749, 3.1: parameters must not be included more than once).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a parameter is there twice")]
pub struct Twice;

/// The parameters of a request, in their order. Those without a value are left out (RFC 6749, 3.1). They may be secrets, so
/// they do not print themselves.
#[derive(Clone, Default)]
pub struct Parameters(Vec<(String, String)>);

impl std::fmt::Debug for Parameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

impl Parameters {
    /// Reads a query or a form, `application/x-www-form-urlencoded`.
    #[must_use]
    pub fn parse(text: &[u8]) -> Self {
        let pairs = url::form_urlencoded::parse(text);
        pairs
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect()
    }

    /// The value of a parameter, if it is there.
    ///
    /// # Errors
    /// [`Twice`].
    pub fn one(&self, name: &str) -> Result<Option<&str>, Twice> {
        let mut values = self.all(name);
        match (values.next(), values.next()) {
            (value, None) => Ok(value),
            _ => Err(Twice),
        }
    }

    /// The values of a parameter that may be there several times.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Checks that no parameter is there twice, except those that may be.
    ///
    /// # Errors
    /// [`Twice`].
    pub fn each_once(&self, except: &[&str]) -> Result<(), Twice> {
        for (name, _) in &self.0 {
            if !except.contains(&name.as_str()) {
                self.one(name)?;
            }
        }
        Ok(())
    }

    /// The parameters as a query.
    #[must_use]
    pub fn to_query(&self) -> String {
        url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.0)
            .finish()
    }
}

impl FromIterator<(String, String)> for Parameters {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(pairs: T) -> Self {
        Self(pairs.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_read_once_and_without_a_value_it_is_not_there() {
        let read =
            Parameters::parse("a=1&b=&c=%F0%9F%98%80+x&d=1&d=2&resource=x&resource=y".as_bytes());
        assert_eq!(read.one("a"), Ok(Some("1")));
        assert_eq!(read.one("b"), Ok(None));
        assert_eq!(read.one("c"), Ok(Some("😀 x")));
        assert_eq!(read.one("d"), Err(Twice));
        assert_eq!(read.all("resource").collect::<Vec<_>>(), ["x", "y"]);
        assert_eq!(read.each_once(&["resource"]), Err(Twice));
        assert_eq!(read.each_once(&["resource", "d"]), Ok(()));
    }

    #[test]
    fn parameters_do_not_print_their_values() {
        let read = Parameters::parse(b"client_secret=swordfish");
        assert!(!format!("{read:?}").contains("swordfish"));
    }
}

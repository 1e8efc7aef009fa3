//! The interface's description, made from the operations' own types.

use utoipa::OpenApi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Phone OTP",
        description = "The second factor of a portal: buy, prove, bind, sign in with a code, renew. Every refusal is an RFC 9457 problem whose `type` is a stable slug.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(
        sign_up::handle,
        sign_in::handle,
        sign_out::handle,
        reset_password::request_reset,
        reset_password::complete_reset,
        get_account::handle,
        list_products::handle,
        place_order::handle,
        get_order::handle,
        resend_license_email::handle,
        record_payment::handle,
        enter_license::handle,
        start_proofing::handle,
        submit_proofing::handle,
        redeem_proofing::handle,
        register_phone::handle,
        remove_phone::handle,
        send_otp::handle,
        verify_otp::handle,
        open_application::handle,
        renew::handle,
        portal::handle,
    )
)]
struct Interface;

/// The description as JSON, indented, with a line break at its end.
#[must_use]
pub fn document() -> String {
    let mut text = Interface::openapi().to_pretty_json().unwrap_or_default();
    text.push('\n');
    text
}

//! What a person does next: to get a working Phone OTP, or to get past a refusal.

use serde::{Deserialize, Serialize};

/// A step that a page offers or a client takes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NextStep {
    /// Enter the code that was mailed to the account's address.
    ConfirmEmail,
    /// Have another code mailed to the account's address.
    SendEmailCode,
    /// Buy a license or enter a license key.
    EnterLicense,
    /// Choose a proofing method.
    StartProofing,
    /// Answer the bureau's questions.
    AnswerQuestions,
    /// Talk to the agent at the appointment.
    KeepAppointment,
    /// Enter the agent's activation code.
    EnterActivationCode,
    /// Register the first phone.
    RegisterPhone,
    /// Enter the first code of a registered phone.
    ActivatePhone,
    /// Register another phone, so that a lost one does not lock the person out.
    AddSecondPhone,
    /// Buy the renewal.
    Renew,
    /// Sign in.
    SignIn,
    /// Sign in by the password once more, perhaps as somebody else.
    SignInAgain,
    /// Agree to what an application is told.
    Consent,
    /// Nothing: the credential cannot reach the strength that an application asks for.
    Unreachable,
    /// Have a code sent.
    SendOtp,
    /// Enter the code that was sent.
    VerifyOtp,
    /// Ask for another reset link.
    ResetPassword,
    /// Ask support.
    ContactSupport,
    /// Buy another license.
    PlaceOrder,
    /// Enter the activation code that was issued.
    RedeemProofing,
    /// Remove a phone.
    RemovePhone,
    /// Have codes read by a call.
    ChooseVoice,
    /// Be proofed by video.
    #[serde(rename = "video")]
    ChooseVideo,
}

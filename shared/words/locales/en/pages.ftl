## The frame of every page

loading = Loading …
please-wait = Working …
optional = (optional)
reload = Reload the page
try-again = Try again
try-again-in = You can try again in { $time }.
try-again-now = You can try again now.
try-again-on = You can try again on { $day }. If that is too late, contact support.
back = Back
skip-to-content = Skip to main content
language = Language
nav-label = Main
nav-account = My account
nav-applications = Applications
nav-store = Store
nav-help = Help
sign-out = Sign out
strength-label = Credential strength:
strength-password = Password
strength-phone-otp = Phone OTP
expires-on = Expires on { $day }
expired-on = Expired on { $day }
session-ended = Your session has ended. Sign in to continue where you left off.
another-account = Someone else has signed in in this browser, so this page now shows their account.
sign-in-first = Sign in to continue.
broken-title = Something went wrong on this page
broken = This is our mistake. Reload the page to see what was done.
outdated-title = A part of this page did not load
outdated = Either the connection failed, or there is a newer version of this portal. Reloading the page helps with both.
nowhere-title = Page not found
nowhere = The address may be mistyped or out of date.

## Numbers with their units, as other messages say them

phones = { $phones ->
    [one] { $phones } phone
   *[other] { $phones } phones
}
activation-code-days = { $activation-code-days ->
    [one] { $activation-code-days } day
   *[other] { $activation-code-days } days
}
appointment-notice-hours = { $appointment-notice-hours ->
    [one] { $appointment-notice-hours } hour
   *[other] { $appointment-notice-hours } hours
}
appointment-horizon-days = { $appointment-horizon-days ->
    [one] { $appointment-horizon-days } day
   *[other] { $appointment-horizon-days } days
}

## Signing up and signing in

sign-in = Sign in
sign-in-lead = Use your user ID and password. If you have Phone OTP, you enter a code next.
sign-in-link = Already have an account? Sign in
sign-up = Create an account
sign-up-lead = You need an account to buy Phone OTP or to use a license key.
sign-up-link = Create an account
reset-link = Forgot your password?
user-id = User ID
user-id-hint = { $user-id-min } to { $user-id-max } letters, digits or any of . _ - @ +
password = Password
new-password = New password
password-hint = At least { $password-min } characters. A few unrelated words are easy to remember and hard to guess.
show-password = Show
legal-name = Legal name
legal-name-hint = As shown on your passport or identity card.
email = Email address
email-hint = We send license keys and security notices to this address.
email-likely = Did you mean { $email }?
email-likely-use = Use this address
country = Country
country-hint = Where you live. It decides how you can prove your identity.
reset-title = Reset your password
reset-lead = Enter your user ID to get a link by email.
reset-submit = Email me a link
reset-sent-title = Check your email
reset-sent = If this account exists and its email address is not waiting to be confirmed, we are emailing a link to it. A link works once, within { reset-hours }.
reset-again = Ask for another link
no-mail-hint = No email? Check your spam folder too.
choose-password-title = Choose a new password
choose-password-lead = You will be signed out here and on all other devices. Your phones stay registered.
choose-password-submit = Set the password
password-changed = Your password has been changed. Sign in with the new one.
password-perhaps-changed = Your password has probably been changed, but we do not know for certain. Sign in with the new one. If it is not accepted, ask for another link.

## The address of the account

email-title = Confirm your email address
email-lead = We are sending a code to { $email }. Enter it here before { $time }.
email-lead-unsent = We will email a code to { $email }. Enter it to show that the address is yours.
email-why = Until you confirm the address, we will not send anything else to it, and you cannot pay for orders.
email-why-now = We now ask everyone to confirm their email address. You can pay for an order by card once yours is confirmed.
email-code-hint = { $email-code-digits } digits.
email-submit = Confirm
email-send = Email me the code
email-resend = Send the code again
email-resend-in = You can ask for the code again in { $time }.
email-sent = We are sending the code to { $email }.
email-correct = The address is wrong
email-correct-title = Correct your email address
email-correct-lead = We will email a code to the new address. The earlier code will stop working.
email-correct-submit = Save and email me a code
email-needs-code = To protect your account, enter a code from one of your phones before you change the address.
email-later = Later
email-confirmed = Your email address { $email } is confirmed.
email-confirm = Confirm

## The account

account-title = Welcome, { $name }
elevate-title = You are signed in with your password only
elevate = Some applications open only after you enter a code from your phone.
elevate-submit = Enter a code
next-title = What to do next
next-confirm-email = Confirm that your email address is yours: enter the code that we email you.
next-enter-license = Enter a license key to get Phone OTP. If you have none, buy one in the store.
next-license-spent = Your identity could not be proved, and no attempt is left: this license cannot be used any more. To try again you need another license.
next-start-proofing = Your product comes with identity proofing. Prove who you are, then register your phone.
next-answer-questions = The questions about you are waiting. Answer them to prove your identity.
next-keep-appointment = You have an appointment with an agent. Afterwards, enter the activation code that the agent gives you.
next-enter-activation-code = The agent has confirmed your identity. Enter the activation code that the agent gave you.
next-register-phone = Register the phone that will receive your codes.
next-activate-phone = You have registered a phone, but have not entered its first code yet.
next-add-second-phone = You have one phone. Add a second one: if you lose the first, you can still sign in.
next-renew = Your Phone OTP has expired. Renew it: your phones stay registered.
do-confirm-email = Confirm the email address
do-enter-license = Enter a license key
do-buy = Buy a license
do-start-proofing = Prove your identity
do-answer-questions = Answer the questions
do-keep-appointment = See the appointment
do-enter-activation-code = Enter the activation code
do-register-phone = Register a phone
do-activate-phone = Enter its first code
do-add-second-phone = Add a phone
do-renew = Renew
go-on = Continue
credential-title = Phone OTP
credential-state = State
credential-product = Product
credential-purchased = Paid on
credential-expires = Valid until
credential-expired = Expired on
credential-renewal = Renewal
state-proofing-needed = Identity not proved yet
state-ready-for-phone = Ready for your phone
state-active = Active
state-expired = Expired
state-spent = Cannot be used
renewal-from = You can renew from { $day }.
renewal-closed = The time to renew is over. Buy a new license; then register your phones again.
renew = Renew
phones-title = Phones
channel-text = Text message
channel-text-more = For mobile phones.
channel-voice = Voice call
channel-voice-more = For any phone, landlines included. A voice reads the code twice.
phone-pending = First code not entered
manage-phones = Manage phones
orders-title = Orders
order-awaiting-payment = Awaiting payment
order-payment-declined = Card declined
order-paid = Paid
profile-title = Profile

## Applications

applications-lead = What you can open here, and what each application needs.
applications-none = There are no applications yet.
application-open = Open
application-closed = Something is missing
application-going = Opening the application …
requires-password = Opens with your password.
requires-password-proofed = Opens with your password, for people with a proved identity.
requires-phone-otp = Opens with a code from your phone.
requires-phone-otp-proofed = Opens with a code from your phone, for people with a proved identity.
requirements-not-met = Login requirements not met
requirements-of = You cannot open { $name } yet.
missing-code = Enter a code from your phone to open it.
missing-fresh-code = Enter a new code from your phone to open it.
missing-sign-in = Sign in again to open it.
missing-phone = You need Phone OTP to open it. Your account page shows the next step.
missing-phone-go = Go to my account
missing-proofing = Prove your identity to open it.
missing-proofed-credential = You need a product with identity proofing to open it.
missing-proofed-later = It needs identity proofing, which your Phone OTP does not include. You can enter a license with proofing after { $day }, when the time to renew yours is over. If you need it earlier, contact support.
back-to-applications = All applications

## What applications ask for, and the way back to them

asking-label = The application that you are signing in to
asking = You are signing in to { $name }.
asking-go-on = Continue to { $name }
asking-cancel = Cancel and go back to { $name }
fresh-code = The code must be no more than { $time } old.
fresh-code-each = You enter a new code each time.
fresh-sign-in = You must have signed in no more than { $time } ago.
fresh-sign-in-each = You sign in again each time.
request-title = Sign in to an application
request-sign-in = Sign in to { $name }
request-sign-in-again = Sign in again to open { $name }
request-why-again = You are already signed in, but { $name } wants to be sure that it is you, or expects someone else.
request-step = Before you can open { $name }
request-unreachable = Nothing that you can do here would meet this. Contact support.
request-going = Opening { $name } …
request-answered-title = You have already continued to { $name }
request-answered = This sign-in is complete, perhaps in another tab. Close this page, or open the application again.
request-expired-title = Your time to sign in has run out
request-expired = An application waits for a limited time only. Open it again to start over. What you have done here, such as buying a license, is kept.
request-unknown-title = We cannot find this sign-in
request-unknown = It may have begun in another browser, or it is over.
request-start-again = Go back to the application and sign in from there.
open-again = Open { $name } again
round-title = { $name } asks for the same step again
round = You have just done this step, but the application still asks for it. Do it once more. If that does not help, go back to the application or contact support.
round-person = You are signed in as { $user }. If { $name } expects someone else, that person has to sign in.
round-again = Do this step again
consent-title = Do you want to share your details with { $name }?
consent-lead = If you agree, we tell { $name }:
consent-openid = when and how you signed in here, with an ID that says nothing else about you
consent-profile = your legal name, and the language of your emails
consent-email = your email address, and whether you confirmed it
consent-phone = the number of your phone, or its last digits
consent-proofing = whether, when and how your identity was proved, with the name that was confirmed
consent-once = We ask you again only if { $name } wants to know more.
consent-each-time = We ask you each time, because other programs on your device can say that they are { $name }. Agree only if you have just opened { $name } yourself.
consent-agree = Agree and continue
sign-out-title = Do you want to sign out?
sign-out-from = { $name } asks whether you want to sign out here too.
sign-out-more = You will be signed out here. We tell the applications that you opened from here, so that they can sign you out too.
sign-out-stay = Stay signed in
signed-out = You are signed out.
error-title = There is a problem with what the application asked for
error-unknown-application = The application that sent you here is not registered in this portal, so we told it nothing. Tell whoever runs the application.
error-redirect-address = The application wanted you to go back to an address that is not registered for it, so we did not send you there. Tell whoever runs the application.
error-request-expired = Your time to sign in has run out. Go back to the application and sign in from there.
error-another-browser = This sign-in began in another browser. Continue there, or open the application again in this browser.
error-sign-out-address = The application asked you to sign out with details that do not belong to it, so you were not signed out. You can sign out on every page of this portal.
error-other = We could not use what the application asked for. Go back to it and try again. If this happens again, tell whoever runs the application.

## The store

store-title = Store
store-lead = Answer a few questions to find the right product. Each license is for one person and is valid from the day of the payment, for the term in its name.
store-where = Where is the phone service?
store-where-us = In one of the 50 US states or Washington, DC
store-where-us-more = What counts is the phone number, not where you are.
store-where-international = Anywhere else
store-where-international-more = Puerto Rico, Guam and the other US territories included.
store-proofing = Does an application need a proved identity?
store-proofing-hint = The page “Applications” shows what each one needs. If you are not sure, ask whoever invited you.
store-proofing-yes = Yes, with identity proofing
store-proofing-yes-more = You answer questions (in the US) or talk to an agent by video, with a photo ID.
store-proofing-no = No, a code is enough
store-proofing-no-more = You go straight to registering your phone.
store-term = For how long?
store-term-years = { $years ->
    [one] One year
   *[other] { $years } years
}
store-renew = You already have Phone OTP and can renew it. Renewing keeps your phones; buy here only for other people.
store-have = You already have Phone OTP, valid until { $day }. A license that you buy now is for someone else: you cannot enter it yourself.
price = Price
price-term = { $years ->
    [one] for one year
   *[other] for { $years } years
}
renewal-price = Renewal
quantity = Quantity
quantity-hint = One license for each person. You can give a license key to someone else until it is entered.
add-to-cart = Add to cart
to-cart = { $count ->
    [one] Go to cart (one license)
   *[other] Go to cart ({ $count } licenses)
}
all-products = All products and prices
cart-title = Cart
cart-empty = Your cart is empty.
remove = Remove
remove-named = Remove { $name }
keep = Keep
total = Total: { $total }
to-checkout = Proceed to checkout
shop-on = Continue shopping
change-cart = Change cart
checkout-title = Checkout
order-summary = Your order
payment-method = How do you want to pay?
pay-card = Card
pay-card-more = You pay on our payment provider’s page. The payment takes effect within minutes.
pay-invoice = Invoice
pay-invoice-more = You pay by bank transfer. Your order takes effect when the payment arrives.
billing-address = Billing address
address-name = Name or company
address-line1 = Street and number
address-line2 = Apartment, building or department
address-city = City
address-region = State, province or prefecture
address-postal-code = Postal code
for-others = Everything in this order is for other people
for-others-more = Your own Phone OTP can be renewed, which is cheaper for you than a new license.
place-order = Place order
place-order-card = Place order and pay { $total }
order-placed = Thank you. Your order number is { $number }.
order-placed-before = Your first attempt went through after all. This is order { $number }, as you placed it then.

## Orders

order-title = Order { $number }
order-waits-for-email = We have your order. Confirm your email address, then you can pay.
order-mail-waits-for-email = We will email the license keys as soon as you confirm your email address.
order-renewal-waits-for-email = Your Phone OTP is renewed. We will email you the confirmation once you confirm your email address.
order-awaiting-card = Your payment is not confirmed yet.
order-awaiting-invoice = Transfer the amount and give the order number { $number } as the reference. We will email you when your payment arrives. You can close this page.
order-declined-more = Your card was declined. Try again, or use another card.
order-mailing = We are emailing you the license keys.
order-mailed = We have emailed you the license keys.
order-not-mailed = We could not email your license keys: the email service does not accept your address. Try again below. If that does not help, contact support and give the order number { $number }.
order-unapplied-paid-before = We received another payment for this order. Contact support about a refund and give the order number { $number }.
order-unapplied-amount-differs = We received a payment that is not the total of this order. Do not pay again: contact support and give the order number { $number }.
order-unapplied-not-renewable = We received your payment, but did not renew your Phone OTP with it, because it has changed since you placed this order. Contact support and give the order number { $number }.
order-renewing = Your Phone OTP is renewed. Your phones stay registered. We are emailing you the confirmation.
order-renewed = Your Phone OTP is renewed. Your phones stay registered.
look-again = Check again
order-followed = This page updates by itself.
pay-now = Pay { $total }
line-renewal = renewal
order-placed-at = Placed
order-method = Payment
order-paid-at = Paid
order-mailed-at = Emailed
order-keys = License keys
order-keys-more = Only the email shows the full keys. Each key is for one person.
resend-mail = Email the keys again
mail-resent = We are emailing the same keys again.
to-order = Go to the order

## Renewal

renew-title = Renew Phone OTP
renew-early = The new term starts when the current one ends, so you lose nothing by renewing now.
renew-late = The new term starts with your payment. Your phones stay registered.
renew-nothing = You have no Phone OTP to renew. Buy a license in the store.
renew-unpaid = Your renewal order { $number } is not paid yet. Pay that one instead of ordering again.
order-again = Order again anyway
renewal-until = You can renew until

## The license key

license-title = Enter your license key
license-lead = It is in the email with the subject “Your license keys”. Once you enter it, it belongs to your account for good.
license-key = License key
license-key-hint = { $license-key-symbols } letters and digits. Capitals, spaces and hyphens do not matter.
license-submit = Use this license key
license-not-needed = You already have Phone OTP. Entering a key uses it up: keep it, or give it to someone else.
license-none = No license key yet?
license-entered = Your license key is accepted.
key-foreign-symbol = The letter U is never used here. Check what you entered.
key-too-long = That is too long. Check what you entered.

## Proofing

proofing-title = Prove your identity
proofing-lead = Your product comes with identity proofing. You only do it once. Your answers and documents are used for the check and not kept.
proofing-done = You have nothing left to prove.
proofing-passed = Your identity is proved. Register your phone next.
proofing-failures = { $failures ->
    [one] One attempt did not succeed.
   *[other] { $failures } attempts did not succeed.
} { $left ->
    [one] One is left: if it fails too, you cannot use this license any more.
   *[other] You can try again: { $left } attempts are left. If they all fail, you cannot use this license any more.
}
proofing-other = Change the appointment or the method
legal-name-confirm = Is this your legal name?
legal-name-confirm-hint = It must be the name on your photo ID. After this step it cannot be changed.
legal-name-is = Your legal name: { $name }
proofing-method = How do you want to prove your identity?
proofing-video-only = Only people in the United States who have attempts left can answer questions.
method-instant = By questions, now
method-instant-more = A credit bureau asks questions that only you can answer. It takes a few minutes.
method-video = By video, with an agent
method-video-more = You choose a time and show a photo ID.
questions-start = Show the questions
questions-title = Questions about you
questions-lead = The credit bureau asks them in English. Choose “None of these” if nothing fits.
questions-time = Time left: { $time }
questions-submit = Submit the answers
questions-over = The time for the questions is over. It does not count as a failed attempt: start again.
appointment-when = When?
appointment-when-hint = Between { appointment-notice-hours } and { appointment-horizon-days } from now, in your time: { $zone }.
appointment-submit = Book the appointment
appointment-made = Your appointment is booked.
appointment-title = Your appointment
appointment-prepare = Have a valid photo ID, a camera and good light ready. The agent calls you at the time of the appointment and gives you an activation code at the end.
appointment-calendar = Add it to your calendar
calendar-summary = Identity proofing by video ({ $brand })
calendar-description = Have a valid photo ID ready. At the end the agent gives you an activation code: enter it in the portal.
activation-title = After the appointment
activation-code = Activation code
activation-code-hint = { $activation-code-symbols } letters and digits, as the agent gave them to you. It is valid for { activation-code-days }.
activation-submit = Finish proofing

## Phones

phones-lead = You can register up to { phones } for your codes. You choose one each time you sign in.
phones-need-code = To protect your account, phones can be changed only after you enter a code from one of them.
phones-done = Go to my account
phones-restricted = Codes by text and call are convenient, but they can be intercepted if someone takes over your number. If your phone suddenly has no service, ask your provider, and reset your password.
phone-first = Register your first phone
phone-another = Register another phone
phone-channel = How should we send your codes?
phone-country = Country of the number
phone-country-us = Your product covers numbers in the 50 US states and Washington, DC.
phone-country-international = Your product covers all numbers except those in the 50 US states and Washington, DC.
phone-number = Phone number
phone-number-hint = As you would dial it within the country.
phone-register = Register and send a code
phone-remove-sure = Remove this phone?
phone-removed = { $number } has been removed.
phone-active = { $number } now receives your codes.

## Codes

code-title = Enter your code
code-lead = Choose a phone. We will send a code that is valid for { code-minutes }.
code-first-lead = We will send a first code to this phone. Entering it shows that the phone is yours.
code-phone = Send the code to
code-send = Send the code
code-perhaps-sent = We do not know whether the code was sent to { $number }. If it arrives, enter it. If not, send a new one.
code-sent-text = A text message with the code is on its way to { $number }.
code-sent-voice = We are calling { $number } to read you the code.
code = Code
code-hint = { $code-digits } digits.
code-submit = Submit
code-time = Valid for { $time }
code-tries = { $tries ->
    [one] One try left
   *[other] { $tries } tries left
}
code-resend = Send a new code
code-resend-in = You can ask for a new code in { $time }.
code-other-phone = Use another phone
code-have = I already have a code
code-none-came = Not received a code?
code-skip = Continue without a code
code-no-phone = No phone is ready for a code.
code-not-needed = You are already signed in with Phone OTP.
code-right = You are signed in with Phone OTP.

## Help

help-title = Help
help-lead = Quick answers to common questions.
help-no-code = I have not received a code
help-no-code-answer =
    Wait { $resend-seconds ->
        [one] { $resend-seconds } second
       *[other] { $resend-seconds } seconds
    }, then press “Send a new code”. Only the newest code works, for { code-minutes }.
    Check that the phone has service and does not block unknown senders. A landline cannot receive texts: register it with “Voice call”.
    If you have a second phone, choose “Use another phone”.
help-no-mail = I have not received an email
help-no-mail-answer =
    Check your spam folder for an email from { $brand }.
    License keys: open the order on your account page. It says when the email was sent, and you can send it again there. If you pay by invoice, we email the keys after the payment has arrived.
    Check that the email address on your account page is yours.
help-lost-phone = My phone is lost, or its number has changed
help-lost-phone-answer =
    Sign in with a code to one of your other phones, open “Manage phones” on your account page, and remove the lost one.
    If it was your only phone, contact support: nobody can change your phones with your password alone, not even you.
help-no-mobile = I have no mobile phone
help-no-mobile-answer = Register a landline and choose “Voice call”. A voice reads the code twice.
help-abroad = I am travelling
help-abroad-answer = Codes can reach your phone wherever it has service. What counts is the number, not where you are.
help-locked = I am locked out
help-locked-answer =
    After { $lock-failures } wrong codes or passwords in a row, sign-in pauses for { $lock-minutes ->
        [one] { $lock-minutes } minute
       *[other] { $lock-minutes } minutes
    }, then for longer. The page shows when you can try again. After very many, you need to reset your password, then enter a code from your phone.
    If it was not you, reset your password: someone is trying to get in.
help-wrong-key = My license key is not accepted
help-wrong-key-answer =
    Copy it from the email and paste it. The check at its end finds nearly every typing mistake.
    A key can be entered once, by one account. If someone else entered it, ask whoever bought it.
help-proofing = My identity could not be proved
help-proofing-answer = After { $instant-attempts ->
        [one] one failed attempt
       *[other] { $instant-attempts } failed attempts
    } at the questions, choose the video appointment. After { $proofing-attempts ->
        [one] one failed attempt
       *[other] { $proofing-attempts } failed attempts
    } in all, you cannot use this license any more and need another.
help-renewal = When can I renew?
help-renewal-answer = From { $renewal-opens-days ->
        [one] { $renewal-opens-days } day
       *[other] { $renewal-opens-days } days
    } before your Phone OTP ends until { $renewal-closes-months ->
        [one] { $renewal-closes-months } month
       *[other] { $renewal-closes-months } months
    } after. Your account page shows the button then. We will remind you by email.
help-refund = Can I return a license?
help-refund-answer = Yes, within { $refund-days ->
        [one] { $refund-days } day
       *[other] { $refund-days } days
    } of the payment, as long as its key has not been entered. Contact support with the order number.
help-safety = Is this really us?
help-safety-answer =
    We never ask for a code by phone, email or chat, and our texts never contain a link. Only enter codes on this site.
    We email you about every change to your phones. If you did not make it, reset your password and contact support.

## What is wrong with what was entered

fault-missing = Fill in this field.
fault-choose = Choose an option.
fault-email = Enter an email address in the correct format, like name@example.com.
fault-range = Enter a whole number within the limits.

## Problems: what happened and what to do

problem-connection-failed = The connection failed. Try again.
problem-service-failed = The service did not answer. Try again.
problem-not-done = This has not been done so far. Try again.
problem-not-resent = We could not send a new code. The earlier code still works until it expires.
problem-perhaps-mailed = We do not know whether the email was sent. Check your email before you ask for it again.
problem-unnamed = Something went wrong, and this page does not know why. Reload the page.
problem-busy = The service is busy at the moment. Try again in a few seconds.
step-sign-in = Sign in
step-confirm-email = Confirm the email address
step-send-email-code = Ask for a code
step-send-otp = Enter a code
step-renew = Renew
step-place-order = Go to the store
step-enter-license = Enter a license key
step-start-proofing = Prove your identity
step-redeem-proofing = Enter the activation code
step-register-phone = Register a phone
step-remove-phone = Manage phones
step-reset-password = Ask for another link
step-contact-support = Help
problem-invalid-request = We did not understand this entry. Check it.
problem-not-json = We did not understand the request. Reload the page.
problem-body-too-large = That is too much text. Shorten it.
problem-cross-site-request = Your browser did not confirm that the request comes from this page. Reload the page.
problem-another-account = Someone else has signed in in this browser, so nothing was done. Reload the page.
problem-not-found = This does not exist, or it belongs to someone else.
problem-changed-meanwhile = Something changed in the meantime, perhaps in another tab. Check it, then try again.
problem-unavailable = Part of the service is not answering, so nothing was changed. Try again in a moment.
problem-outcome-unknown = We do not know whether this was done. Try again in a moment.
problem-no-answer = No answer came, so we do not know whether this was done. Check your connection, then try again.
problem-too-many-requests = This was done too often.
problem-locked = Too many wrong attempts. To protect the account, no more are accepted for now.
problem-locked-for-good = Too many wrong attempts. Reset your password, then enter a code from your phone. If you cannot, contact support.
support-at = Support: { $support }
problem-delivery-failed = The message could not be sent. Try again in a moment. If it was a code, you can also choose another phone.
problem-not-signed-in = You are no longer signed in. Sign in to continue.
problem-session-expired = Your session has ended. Sign in to continue.
problem-wrong-credentials = The user ID or the password is wrong.
problem-user-id-taken = This user ID is taken. Choose another, or sign in if it is yours.
problem-email-unconfirmed = Confirm your email address first.
problem-email-confirmed-already = Your email address is confirmed and cannot be changed here.
problem-no-email-code-waiting = There is no code to enter. Ask for one first.
problem-email-code-expired = The code has expired: it was valid for { email-code-minutes }. Ask for another code.
problem-email-code-tries-used-up = This code was entered wrongly too many times and no longer works. Ask for another code.
problem-wrong-email-code = { $tries ->
    [0] That is not the code, and it was the last try. Ask for another code.
    [one] That is not the code. One try is left.
   *[other] That is not the code. { $tries } tries are left.
}
problem-password-too-short = This is too short: at least { $password-min } characters.
problem-password-too-long = This is too long: at most { $password-max } characters.
problem-password-guessable = This password is easy to guess. Use more words that have nothing to do with each other, and nothing from your name or address.
problem-reset-link-dead = This link no longer works: it or another one was used, or it is older than { reset-hours }.
problem-idempotency-key-reused = An order that you sent before was placed. Check the orders on your account page before you order again.
problem-order-empty = The order is empty.
problem-order-too-large = One order can have at most { $order-units ->
        [one] one license
       *[other] { $order-units } licenses
    }. Split it into several orders.
problem-product-not-sold = This product is not for sale at the moment.
problem-order-unknown = There is no order with this number in your account.
problem-order-not-paid = The order is not paid yet. We will email the keys once it is.
problem-order-paid-already = This order is already paid.
problem-order-without-keys = A renewal has no license keys.
problem-not-an-invoice = This order is not paid by invoice.
problem-not-by-card = This order is paid by invoice, not by card.
problem-card-not-offered = Cards are not accepted here. Choose invoice.
problem-signature-invalid = The payment notice is not genuine.
problem-key-malformed = This is not complete. Check what you entered.
problem-key-mistyped = One of the symbols is mistyped. Check what you entered.
problem-license-unknown = There is no license with this key. Compare it with the email.
problem-license-used = This license key has already been used, by this or another account.
problem-license-lapsed = The term of this license is over. Buy a new one.
problem-license-spent = Your identity could not be proved, and no attempt is left: this license cannot be used any more. Buy another to try again.
problem-renew-instead = You already have Phone OTP: renew it. Your phones stay registered.
problem-no-credential = You have no Phone OTP yet. Enter a license key first.
problem-credential-expired = Your Phone OTP has expired, so no codes are sent. Renew it: your phones stay registered.
problem-renewal-not-open = You can renew from { $opens }.
problem-renewal-closed = The time to renew ended on { $closed }. Buy a new license.
problem-proofing-needed = Prove your identity first.
problem-proofing-not-needed = Your product needs no identity proofing.
problem-already-proofed = You have already proved your identity.
problem-legal-name-fixed = The legal name has been confirmed and can no longer be changed.
problem-instant-proofing-us-only = Questions are for people in the United States only. Choose the video appointment.
problem-instant-not-offered = Questions are not offered here. Choose the video appointment.
problem-only-video-left = { $instant-attempts ->
        [one] One attempt at the questions failed.
       *[other] { $instant-attempts } attempts at the questions failed.
    } Choose the video appointment.
problem-appointment-out-of-range = Choose a time between { appointment-notice-hours } and { appointment-horizon-days } from now.
problem-no-questions-waiting = The time for the questions is over. Start again: this does not count as a failed attempt.
problem-answers-incomplete = Answer every question.
problem-no-appointment = There is no appointment to decide on.
problem-wrong-activation-code = This is not your activation code. Compare it with what the agent gave you.
problem-activation-code-expired = This activation code is older than { activation-code-days }. Book another appointment.
problem-activation-code-waiting = The agent has already given you an activation code. Enter it on this page.
problem-not-a-phone-number = This is not a phone number in that country. Check both.
problem-phone-type-refused = Numbers of this kind (toll-free, premium-rate, pager and the like) cannot receive codes. Choose another.
problem-phone-cannot-text = This is a landline and cannot receive text messages. Choose “Voice call”.
problem-phone-not-covered = Your product does not cover this number: US products cover the 50 states and Washington, DC, international ones all other numbers.
problem-country-not-served = We do not send codes to this country.
problem-number-range-blocked = We do not send codes to numbers in this range at the moment. Choose another phone.
problem-phone-duplicate = This number is already registered.
problem-too-many-phones = You have { phones }, which is the most you can have. Remove one to add another.
problem-phone-unknown = This phone is no longer registered.
problem-last-active-phone = This is your only working phone. Add another before you remove it.
problem-phone-otp-needed = Enter a code from one of your phones first.
problem-no-code-waiting = There is no code to enter, perhaps because a newer one was sent or used. Send a new code.
problem-code-expired = The code has expired: it was valid for { code-minutes }. Send a new code.
problem-code-tries-used-up = This code was entered wrongly too many times and no longer works. Send a new code.
problem-wrong-code = { $tries ->
    [0] That is not the code, and it was the last try. Send a new code.
    [one] That is not the code. One try is left.
   *[other] That is not the code. { $tries } tries are left.
}
problem-login-requirements-not-met = You cannot open this application yet.
problem-authorization-expired = Your time to sign in to the application has run out. Open the application again.

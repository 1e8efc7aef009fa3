## The frame of every page

loading = Chargement…
please-wait = Veuillez patienter…
optional = (facultatif)
reload = Recharger la page
try-again = Réessayer
try-again-in = Vous pourrez réessayer dans { $time }.
try-again-now = Vous pouvez réessayer maintenant.
try-again-on = Vous pourrez réessayer le { $day }. Si c’est trop tard, contactez l’assistance.
back = Retour
skip-to-content = Aller au contenu
language = Langue
nav-label = Menu principal
nav-account = Mon compte
nav-applications = Applications
nav-store = Boutique
nav-help = Aide
sign-out = Se déconnecter
strength-label = Niveau d’authentification :
strength-password = Mot de passe
strength-phone-otp = Phone OTP
expires-on = Expire le { $day }
expired-on = Expiré le { $day }
session-ended = Votre session est terminée. Connectez-vous pour reprendre où vous en étiez.
another-account = Une autre personne s’est connectée dans ce navigateur : cette page affiche maintenant son compte.
sign-in-first = Connectez-vous pour continuer.
broken-title = Un problème est survenu sur cette page
broken = L’erreur vient de nous. Rechargez la page pour voir ce qui a été fait.
outdated-title = Une partie de cette page ne s’est pas chargée
outdated = Soit la connexion au réseau a échoué, soit il existe une version plus récente de ce portail. Dans un cas comme dans l’autre, il suffit de recharger la page.
nowhere-title = Cette page n’existe pas
nowhere = L’adresse est peut-être mal saisie ou obsolète.

## Numbers with their units, as other messages say them

phones = { $phones ->
    [one] { $phones } téléphone
   *[other] { $phones } téléphones
}
activation-code-days = { $activation-code-days ->
    [one] { $activation-code-days } jour
   *[other] { $activation-code-days } jours
}
appointment-notice-hours = { $appointment-notice-hours ->
    [one] { $appointment-notice-hours } heure
   *[other] { $appointment-notice-hours } heures
}
appointment-horizon-days = { $appointment-horizon-days ->
    [one] { $appointment-horizon-days } jour
   *[other] { $appointment-horizon-days } jours
}

## Signing up and signing in

sign-in = Se connecter
sign-in-lead = Avec votre identifiant et votre mot de passe. Si vous avez Phone OTP, un code vous sera ensuite demandé.
sign-in-link = Vous avez déjà un compte ? Connectez-vous
sign-up = Créer un compte
sign-up-lead = Il vous faut un compte pour acheter Phone OTP ou utiliser une clé de licence.
sign-up-link = Créer un compte
reset-link = Mot de passe oublié ?
user-id = Identifiant
user-id-hint = De { $user-id-min } à { $user-id-max } lettres, chiffres ou signes parmi . _ - @ +
password = Mot de passe
new-password = Nouveau mot de passe
password-hint = Au moins { $password-min } caractères. Quelques mots sans rapport entre eux sont faciles à retenir et difficiles à deviner.
show-password = Afficher
legal-name = Nom officiel complet
legal-name-hint = Tel qu’il figure sur votre passeport ou votre carte d’identité.
email = Adresse e-mail
email-hint = Nous y enverrons les clés de licence et les alertes de sécurité.
email-likely = Vouliez-vous dire { $email } ?
email-likely-use = Utiliser cette adresse
country = Pays
country-hint = Le pays où vous vivez. Il détermine comment vous pouvez vérifier votre identité.
reset-title = Réinitialiser le mot de passe
reset-lead = Indiquez votre identifiant. Nous enverrons un lien à l’adresse e-mail du compte.
reset-submit = M’envoyer un lien
reset-sent-title = Consultez votre messagerie
reset-sent = Si ce compte existe et que son adresse e-mail n’est pas en attente de confirmation, nous y envoyons un lien. Un lien fonctionne une seule fois, pendant { reset-hours }.
reset-again = Demander un autre lien
no-mail-hint = Pas d’e-mail ? Regardez aussi dans vos courriers indésirables.
choose-password-title = Choisissez un nouveau mot de passe
choose-password-lead = Toutes les sessions de votre compte seront fermées, ici et sur vos autres appareils. Vos téléphones resteront enregistrés.
choose-password-submit = Enregistrer le mot de passe
password-changed = Votre mot de passe a été modifié. Connectez-vous avec le nouveau.
password-perhaps-changed = Votre mot de passe a probablement été changé, mais nous n’en sommes pas certains. Connectez-vous avec le nouveau. S’il n’est pas accepté, demandez un autre lien.

## The address of the account

email-title = Confirmez votre adresse e-mail
email-lead = Nous envoyons un code à { $email }. Saisissez-le ici avant { $time }.
email-lead-unsent = Nous envoyons un code à { $email }. En le saisissant, vous montrez que l’adresse est la vôtre.
email-why = Tant que l’adresse n’est pas confirmée, nous n’y envoyons rien d’autre et les commandes ne peuvent pas être payées.
email-why-now = Nous demandons désormais à tout le monde de confirmer son adresse e-mail. Vous pourrez ensuite payer vos commandes par carte.
email-code-hint = { $email-code-digits } chiffres.
email-submit = Confirmer
email-send = M’envoyer le code
email-resend = Renvoyer le code
email-resend-in = Vous pourrez redemander le code dans { $time }.
email-sent = Nous envoyons le code à { $email }.
email-correct = L’adresse est incorrecte
email-correct-title = Corrigez votre adresse e-mail
email-correct-lead = Nous envoyons un code à la bonne adresse. Le code précédent ne fonctionnera plus.
email-correct-submit = Enregistrer et m’envoyer un code
email-needs-code = Pour protéger votre compte, saisissez un code reçu sur l’un de vos téléphones avant de modifier l’adresse.
email-later = Plus tard
email-confirmed = Votre adresse e-mail { $email } est confirmée.
email-confirm = Confirmer

## The account

account-title = Bienvenue, { $name }
elevate-title = Vous n’avez utilisé que votre mot de passe pour vous connecter
elevate = Certaines applications ne s’ouvrent qu’après la saisie d’un code reçu sur votre téléphone.
elevate-submit = Saisir un code
next-title = Prochaine étape
next-confirm-email = Confirmez que l’adresse e-mail est la vôtre : saisissez le code que nous vous envoyons.
next-enter-license = Saisissez une clé de licence pour obtenir Phone OTP. Si vous n’en avez pas, achetez-en une dans la boutique.
next-license-spent = Votre identité n’a pas pu être vérifiée et il ne reste plus de tentative : cette licence n’est plus utilisable. Pour réessayer, il vous faut une autre licence.
next-start-proofing = Votre produit comprend la vérification d’identité. Effectuez-la, puis enregistrez votre téléphone.
next-answer-questions = Les questions à votre sujet vous attendent. Répondez-y pour vérifier votre identité.
next-keep-appointment = Vous avez rendez-vous avec un agent. Ensuite, saisissez le code d’activation qu’il vous remettra.
next-enter-activation-code = L’agent a confirmé votre identité. Saisissez le code d’activation qu’il vous a remis.
next-register-phone = Enregistrez le téléphone qui recevra vos codes.
next-activate-phone = Un téléphone est enregistré, mais son premier code n’a pas encore été saisi.
next-add-second-phone = Vous n’avez qu’un téléphone. Ajoutez-en un deuxième : si vous perdez le premier, vous pourrez toujours vous connecter.
next-renew = Votre Phone OTP a expiré. Renouvelez-le : vos téléphones restent enregistrés.
do-confirm-email = Confirmer l’adresse e-mail
do-enter-license = Saisir une clé de licence
do-buy = Acheter une licence
do-start-proofing = Vérifier votre identité
do-answer-questions = Répondre aux questions
do-keep-appointment = Voir le rendez-vous
do-enter-activation-code = Saisir le code d’activation
do-register-phone = Enregistrer un téléphone
do-activate-phone = Saisir son premier code
do-add-second-phone = Ajouter un téléphone
do-renew = Renouveler
go-on = Continuer
credential-title = Phone OTP
credential-state = État
credential-product = Produit
credential-purchased = Payé le
credential-expires = Valable jusqu’au
credential-expired = Expiré le
credential-renewal = Renouvellement
state-proofing-needed = Identité à vérifier
state-ready-for-phone = Téléphone à enregistrer
state-active = Actif
state-expired = Expiré
state-spent = Inutilisable
renewal-from = Vous pourrez renouveler à partir du { $day }.
renewal-closed = La période de renouvellement est terminée. Achetez une nouvelle licence, puis enregistrez de nouveau vos téléphones.
renew = Renouveler
phones-title = Téléphones
channel-text = SMS
channel-text-more = Pour les téléphones mobiles.
channel-voice = Appel vocal
channel-voice-more = Pour tous les téléphones, même fixes. Une voix lit le code et le répète.
phone-pending = Premier code à saisir
manage-phones = Gérer les téléphones
orders-title = Commandes
order-awaiting-payment = En attente de paiement
order-payment-declined = Carte refusée
order-paid = Payée
profile-title = Profil

## Applications

applications-lead = Ce que vous pouvez ouvrir ici, et ce que chaque application exige.
applications-none = Aucune application n’est encore configurée.
application-open = Disponible
application-closed = Il manque quelque chose
application-going = Ouverture de l’application…
requires-password = S’ouvre avec votre mot de passe.
requires-password-proofed = S’ouvre avec votre mot de passe, si votre identité est vérifiée.
requires-phone-otp = S’ouvre avec un code reçu sur votre téléphone.
requires-phone-otp-proofed = S’ouvre avec un code reçu sur votre téléphone, si votre identité est vérifiée.
requirements-not-met = Conditions d’accès non remplies
requirements-of = { $name } exige plus que ce que permet votre connexion actuelle.
missing-code = Saisissez un code reçu sur votre téléphone et l’application s’ouvrira.
missing-fresh-code = Saisissez un nouveau code reçu sur votre téléphone et l’application s’ouvrira.
missing-sign-in = Pour l’ouvrir, reconnectez-vous.
missing-phone = Pour l’ouvrir, il vous faut Phone OTP. Votre compte indique la prochaine étape.
missing-phone-go = Aller à mon compte
missing-proofing = Pour l’ouvrir, vérifiez votre identité.
missing-proofed-credential = Pour l’ouvrir, il vous faut un produit avec vérification d’identité.
missing-proofed-later = Elle exige une vérification d’identité, que votre Phone OTP ne comprend pas. Vous pourrez saisir une licence avec vérification après le { $day }, une fois passé le délai de renouvellement de la vôtre. S’il vous la faut plus tôt, contactez l’assistance.
back-to-applications = Toutes les applications

## What applications ask for, and the way back to them

asking-label = L’application à laquelle vous vous connectez
asking = Vous vous connectez à { $name }.
asking-go-on = Continuer vers { $name }
asking-cancel = Annuler et revenir à { $name }
fresh-code = Le code doit dater d’au plus { $time }.
fresh-code-each = Vous saisissez un nouveau code à chaque fois.
fresh-sign-in = Votre connexion doit dater d’au plus { $time }.
fresh-sign-in-each = Vous vous reconnectez à chaque fois.
request-title = Connexion à une application
request-sign-in = Se connecter à { $name }
request-sign-in-again = Se reconnecter pour ouvrir { $name }
request-why-again = Votre session est déjà ouverte, mais { $name } veut s’assurer que c’est bien vous, ou attend quelqu’un d’autre.
request-step = Avant d’ouvrir { $name }
request-unreachable = Aucune étape possible ici ne permet d’y parvenir. Contactez l’assistance.
request-going = Ouverture de { $name }…
request-answered-title = Vous avez déjà poursuivi vers { $name }
request-answered = Cette connexion est terminée, peut-être dans un autre onglet. Fermez cette page ou ouvrez de nouveau l’application.
request-expired-title = Le temps prévu pour vous connecter est écoulé
request-expired = Une application n’attend qu’un temps limité. Ouvrez-la de nouveau pour recommencer. Ce que vous avez fait ici, comme l’achat d’une licence, est conservé.
request-unknown-title = Nous ne trouvons pas cette connexion
request-unknown = Elle a peut-être commencé dans un autre navigateur, ou elle est terminée.
request-start-again = Revenez à l’application et connectez-vous à partir de là.
open-again = Ouvrir de nouveau { $name }
round-title = { $name } demande de nouveau la même étape
round = Vous venez de terminer cette étape, mais l’application la demande encore. Recommencez une fois. Si cela ne suffit pas, revenez à l’application ou contactez l’assistance.
round-person = Votre session est ouverte au nom de { $user }. Si { $name } attend quelqu’un d’autre, c’est à cette personne de se connecter.
round-again = Recommencer cette étape
consent-title = Voulez-vous communiquer vos informations à { $name } ?
consent-lead = Si vous acceptez, nous communiquons à { $name } :
consent-openid = quand et comment votre session a été ouverte ici, sous un identifiant qui ne dit rien d’autre de vous
consent-profile = votre nom officiel complet et la langue de vos e-mails
consent-email = votre adresse e-mail, et si vous l’avez confirmée
consent-phone = le numéro de votre téléphone, ou ses derniers chiffres
consent-proofing = si, quand et comment votre identité a été vérifiée, avec le nom confirmé
consent-once = Nous ne vous le redemanderons que si { $name } veut en savoir plus.
consent-each-time = Nous vous le demandons chaque fois, car d’autres programmes de votre appareil peuvent se faire passer pour { $name }. N’acceptez que si vous venez d’ouvrir { $name } vous-même.
consent-agree = Accepter et continuer
sign-out-title = Voulez-vous vous déconnecter ?
sign-out-from = { $name } demande si vous voulez aussi vous déconnecter ici.
sign-out-more = Votre session sera fermée ici. Nous le signalons aux applications que vous avez ouvertes à partir d’ici, pour qu’elles puissent aussi vous déconnecter.
sign-out-stay = Garder la session ouverte
signed-out = Votre session est fermée.
error-title = La demande de l’application pose un problème
error-unknown-application = L’application d’où vous venez n’est pas enregistrée dans ce portail : nous ne lui avons rien communiqué. Signalez-le aux responsables de l’application.
error-redirect-address = L’application voulait vous renvoyer à une adresse qui n’est pas enregistrée pour elle : nous avons arrêté là. Signalez-le aux responsables de l’application.
error-request-expired = Le temps prévu pour vous connecter est écoulé. Revenez à l’application et connectez-vous à partir de là.
error-another-browser = Cette connexion a commencé dans un autre navigateur. Continuez dans celui-là, ou ouvrez de nouveau l’application dans celui-ci.
error-sign-out-address = L’application a demandé votre déconnexion avec des données qui ne lui appartiennent pas : votre session n’a pas été fermée. Vous pouvez vous déconnecter sur chaque page de ce portail.
error-other = Nous n’avons pas pu traiter la demande de l’application. Revenez-y et réessayez. Si cela se reproduit, signalez-le aux responsables de l’application.

## The store

store-title = Boutique
store-lead = Quelques questions suffisent pour trouver le bon produit. Chaque licence vaut pour une personne et est valable à compter du jour du paiement, pour la durée indiquée dans son nom.
store-where = Où le numéro de téléphone est-il attribué ?
store-where-us = Dans l’un des 50 États américains ou à Washington DC
store-where-us-more = C’est le numéro qui compte, pas l’endroit où vous êtes.
store-where-international = Ailleurs
store-where-international-more = Y compris à Porto Rico, à Guam et dans les autres territoires américains.
store-proofing = Une application exige-t-elle une identité vérifiée ?
store-proofing-hint = La page « Applications » indique ce que chacune exige. En cas de doute, demandez à la personne qui vous a envoyé l’invitation.
store-proofing-yes = Oui, avec vérification d’identité
store-proofing-yes-more = Vous répondez à des questions (aux États-Unis), ou vous parlez à un agent en visioconférence et lui montrez une pièce d’identité avec photo.
store-proofing-no = Non, un code suffit
store-proofing-no-more = Vous passez directement à l’enregistrement de votre téléphone.
store-term = Pour combien de temps ?
store-term-years = { $years ->
    [one] Un an
   *[other] { $years } ans
}
store-renew = Vous avez déjà Phone OTP et pouvez le renouveler. Le renouvellement conserve vos téléphones ; n’achetez ici que pour d’autres personnes.
store-have = Vous avez déjà Phone OTP, valable jusqu’au { $day }. Une licence achetée maintenant est pour quelqu’un d’autre : vous ne pourrez pas la saisir vous-même.
price = Prix
price-term = { $years ->
    [one] pour un an
   *[other] pour { $years } ans
}
renewal-price = Renouvellement
quantity = Quantité
quantity-hint = Une licence par personne. Tant qu’une clé de licence n’a pas été saisie, vous pouvez la céder à quelqu’un d’autre.
add-to-cart = Ajouter au panier
to-cart = { $count ->
    [one] Voir le panier ({ $count } licence)
   *[other] Voir le panier ({ $count } licences)
}
all-products = Tous les produits et leurs prix
cart-title = Panier
cart-empty = Votre panier est vide.
remove = Retirer
remove-named = Retirer { $name }
keep = Conserver
total = Total : { $total }
to-checkout = Finaliser la commande
shop-on = Acheter autre chose
change-cart = Modifier le panier
checkout-title = Finaliser la commande
order-summary = Votre commande
payment-method = Comment souhaitez-vous payer ?
pay-card = Carte
pay-card-more = Sur la page de notre prestataire de paiement. Pris en compte en quelques minutes.
pay-invoice = Facture
pay-invoice-more = Par virement. Pris en compte dès réception de votre paiement.
billing-address = Adresse de facturation
address-name = Nom ou société
address-line1 = Numéro et rue
address-line2 = Appartement, bâtiment ou service
address-city = Ville
address-region = État, province ou préfecture
address-postal-code = Code postal
for-others = Toute cette commande est pour d’autres personnes
for-others-more = Vous pouvez renouveler votre propre Phone OTP, ce qui vous coûte moins cher qu’une nouvelle licence.
place-order = Passer la commande
place-order-card = Commander et payer { $total }
order-placed = Merci. Votre numéro de commande est le { $number }.
order-placed-before = Votre premier essai avait bien abouti : voici la commande { $number }, telle qu’elle était alors.

## Orders

order-title = Commande { $number }
order-waits-for-email = Votre commande est passée. Confirmez votre adresse e-mail : vous pourrez ensuite payer.
order-mail-waits-for-email = Les clés de licence seront envoyées dès que votre adresse e-mail sera confirmée.
order-renewal-waits-for-email = Votre Phone OTP est renouvelé. Nous enverrons la confirmation dès que votre adresse e-mail sera confirmée.
order-awaiting-card = Votre paiement n’est pas encore confirmé.
order-awaiting-invoice = Veuillez virer le montant en indiquant le numéro de commande { $number }. Vous recevrez un e-mail dès réception de votre paiement. Vous pouvez fermer cette page.
order-declined-more = Votre carte a été refusée. Réessayez ou utilisez une autre carte.
order-mailing = L’e-mail contenant les clés de licence est en route.
order-mailed = Nous vous avons envoyé les clés de licence par e-mail.
order-not-mailed = Nous n’avons pas pu vous envoyer vos clés de licence : le service de messagerie n’accepte pas votre adresse. Réessayez ci-dessous. Si cela ne suffit pas, contactez le support en indiquant le numéro de commande { $number }.
order-unapplied-paid-before = Nous avons reçu un autre paiement pour cette commande. Contactez le support au sujet du remboursement en indiquant le numéro de commande { $number }.
order-unapplied-amount-differs = Nous avons reçu un paiement qui n’est pas du montant total de cette commande. Ne payez pas de nouveau : contactez le support en indiquant le numéro de commande { $number }.
order-unapplied-not-renewable = Nous avons reçu votre paiement, mais il n’a pas renouvelé votre Phone OTP, qui a changé depuis cette commande. Contactez le support en indiquant le numéro de commande { $number }.
order-renewing = Votre Phone OTP est renouvelé. Vos téléphones restent enregistrés. Nous vous envoyons la confirmation par e-mail.
order-renewed = Votre Phone OTP est renouvelé. Vos téléphones restent enregistrés.
look-again = Vérifier à nouveau
order-followed = Cette page s’actualise toute seule.
pay-now = Payer { $total }
line-renewal = renouvellement
order-placed-at = Passée le
order-method = Mode de paiement
order-paid-at = Payée le
order-mailed-at = E-mail envoyé le
order-keys = Clés de licence
order-keys-more = Seul l’e-mail contient les clés complètes. Chacune est destinée à une seule personne.
resend-mail = Renvoyer les clés par e-mail
mail-resent = L’e-mail contenant les mêmes clés est de nouveau en route.
to-order = Voir la commande

## Renewal

renew-title = Renouveler Phone OTP
renew-early = La nouvelle période commence à la fin de celle en cours : vous ne perdez rien à renouveler dès maintenant.
renew-late = La nouvelle période commence à la date de votre paiement. Vos téléphones restent enregistrés.
renew-nothing = Vous n’avez pas de Phone OTP à renouveler. Achetez une licence dans la boutique.
renew-unpaid = Votre commande de renouvellement { $number } n’est pas encore payée. Réglez-la au lieu d’en passer une autre.
order-again = Commander quand même une nouvelle fois
renewal-until = Renouvellement possible jusqu’au

## The license key

license-title = Saisissez votre clé de licence
license-lead = Elle se trouve dans l’e-mail ayant pour objet « Vos clés de licence ». Une fois saisie, elle est définitivement liée à votre compte.
license-key = Clé de licence
license-key-hint = { $license-key-symbols } lettres et chiffres. Les majuscules, les espaces et les traits d’union n’ont pas d’importance.
license-submit = Utiliser cette clé de licence
license-not-needed = Vous avez déjà Phone OTP. Une clé ne sert qu’une fois : conservez-la ou donnez-la à quelqu’un d’autre.
license-none = Vous n’avez pas de clé de licence ?
license-entered = La clé de licence est acceptée.
key-foreign-symbol = La lettre U n'est pas utilisée ici. Vérifiez votre saisie.
key-too-long = Il y a trop de caractères. Vérifiez votre saisie.

## Proofing

proofing-title = Vérifiez votre identité
proofing-lead = Votre produit comprend la vérification d’identité. Elle n’a lieu qu’une fois. Vos réponses et vos documents servent à cette vérification et ne sont pas conservés.
proofing-done = Il ne reste rien à vérifier.
proofing-passed = Votre identité est vérifiée. Enregistrez maintenant votre téléphone.
proofing-failures = { $failures ->
    [one] Une tentative a échoué.
   *[other] { $failures } tentatives ont échoué.
} { $left ->
    [one] Il vous en reste une : si elle échoue aussi, la licence ne sera plus utilisable.
   *[other] Vous pouvez réessayer : il vous reste { $left } tentatives. Si elles échouent toutes, la licence ne sera plus utilisable.
}
proofing-other = Changer de rendez-vous ou de méthode
legal-name-confirm = Est-ce bien votre nom officiel complet ?
legal-name-confirm-hint = Il doit s’agir du nom inscrit sur votre pièce d’identité avec photo. Après cette étape, il ne pourra plus être modifié.
legal-name-is = Votre nom officiel complet : { $name }
proofing-method = Comment souhaitez-vous vérifier votre identité ?
proofing-video-only = Seules les personnes qui vivent aux États-Unis et à qui il reste des tentatives peuvent répondre aux questions.
method-instant = Par des questions, maintenant
method-instant-more = Une agence d’évaluation du crédit vous demande ce que personne d’autre ne sait. Cela prend quelques minutes.
method-video = En visioconférence, avec un agent
method-video-more = Vous choisissez l’heure et montrez une pièce d’identité avec photo.
questions-start = Afficher les questions
questions-title = Questions à votre sujet
questions-lead = L’agence d’évaluation du crédit les pose en anglais. Choisissez « None of these » si aucune réponse ne convient.
questions-time = Temps restant : { $time }
questions-submit = Envoyer les réponses
questions-over = Le temps imparti pour les questions est écoulé. Cela ne compte pas comme un échec : recommencez.
appointment-when = Quand ?
appointment-when-hint = Au plus tôt dans { appointment-notice-hours } et au plus tard dans { appointment-horizon-days }, dans votre fuseau horaire : { $zone }.
appointment-submit = Prendre le rendez-vous
appointment-made = Le rendez-vous est pris.
appointment-title = Votre rendez-vous
appointment-prepare = Prévoyez une pièce d’identité avec photo en cours de validité, une caméra et un bon éclairage. L’agent vous appellera à l’heure du rendez-vous et vous remettra un code d’activation à la fin.
appointment-calendar = Ajouter à votre agenda
calendar-summary = Vérification d’identité en visioconférence ({ $brand })
calendar-description = Prévoyez une pièce d’identité avec photo en cours de validité. À la fin, l’agent vous remettra un code d’activation : saisissez-le dans le portail.
activation-title = Après le rendez-vous
activation-code = Code d’activation
activation-code-hint = { $activation-code-symbols } lettres et chiffres, tels que l’agent vous les a donnés. Il est valable { activation-code-days }.
activation-submit = Terminer la vérification

## Phones

phones-lead = Vous pouvez recevoir vos codes sur { phones } au maximum. Vous en choisissez un à chaque connexion.
phones-need-code = Pour protéger votre compte, les téléphones ne peuvent être modifiés qu’après la saisie d’un code reçu sur l’un d’eux.
phones-done = Terminé : aller à mon compte
phones-restricted = Les codes par SMS et par appel sont pratiques, mais ils peuvent être interceptés si quelqu’un s’empare de votre numéro. Si votre téléphone n’a soudain plus de réseau, contactez votre opérateur et réinitialisez votre mot de passe.
phone-first = Enregistrez votre premier téléphone
phone-another = Enregistrez un autre téléphone
phone-channel = Comment souhaitez-vous recevoir les codes ?
phone-country = Pays du numéro
phone-country-us = Votre produit couvre les numéros des 50 États américains et de Washington DC.
phone-country-international = Votre produit couvre tous les numéros, sauf ceux des 50 États américains et de Washington DC.
phone-number = Numéro de téléphone
phone-number-hint = Tel qu’on le compose à l’intérieur du pays.
phone-register = Enregistrer et envoyer un code
phone-remove-sure = Retirer ce téléphone ?
phone-removed = Le { $number } a été retiré.
phone-active = Le { $number } reçoit désormais vos codes.

## Codes

code-title = Saisissez votre code
code-lead = Choisissez un téléphone. Nous y enverrons un code valable { code-minutes }.
code-first-lead = Nous enverrons un premier code à ce téléphone. En le saisissant, vous montrez que ce téléphone est le vôtre.
code-phone = Envoyer le code au numéro
code-send = Envoyer le code
code-perhaps-sent = Nous ne savons pas si le code a été envoyé au { $number }. S’il arrive, saisissez-le. Sinon, demandez-en un nouveau.
code-sent-text = Un SMS contenant le code est en route vers le { $number }.
code-sent-voice = Nous appelons le { $number } pour vous lire le code.
code = Code
code-hint = { $code-digits } chiffres.
code-submit = Valider
code-time = Expire dans { $time }
code-tries = { $tries ->
    [one] Il reste { $tries } essai
   *[other] Il reste { $tries } essais
}
code-resend = Envoyer un nouveau code
code-resend-in = Vous pourrez demander un nouveau code dans { $time }.
code-other-phone = Utiliser un autre téléphone
code-have = J’ai déjà un code
code-none-came = Vous n’avez pas reçu de code ?
code-skip = Continuer sans code
code-no-phone = Aucun téléphone n’est prêt à recevoir un code.
code-not-needed = Votre session est déjà ouverte avec Phone OTP.
code-right = Connexion réussie avec Phone OTP.

## Help

help-title = Aide
help-lead = Des réponses rapides aux questions les plus fréquentes.
help-no-code = Je ne reçois pas de code
help-no-code-answer =
    Attendez { $resend-seconds ->
        [one] { $resend-seconds } seconde
       *[other] { $resend-seconds } secondes
    }, puis appuyez sur « Envoyer un nouveau code ». Seul le code le plus récent fonctionne, pendant { code-minutes }.
    Vérifiez que le téléphone a du réseau et qu’il ne bloque pas les expéditeurs inconnus. Un téléphone fixe ne reçoit pas de SMS : enregistrez-le avec « Appel vocal ».
    Si vous avez un deuxième téléphone, choisissez « Utiliser un autre téléphone ».
help-no-mail = Je ne reçois pas d’e-mail
help-no-mail-answer =
    Cherchez un e-mail de { $brand } dans vos courriers indésirables.
    Clés de licence : ouvrez la commande depuis la page de votre compte. Vous y verrez quand l’e-mail est parti et pourrez le renvoyer. Pour une commande payée sur facture, il est envoyé dès réception du paiement.
    Vérifiez que l’adresse e-mail affichée sur la page de votre compte est bien la vôtre.
help-lost-phone = J’ai perdu mon téléphone ou changé de numéro
help-lost-phone-answer =
    Connectez-vous avec un code envoyé à un autre de vos téléphones, ouvrez « Gérer les téléphones » dans votre compte et retirez celui que vous avez perdu.
    Si c’était votre seul téléphone, contactez l’assistance : personne ne peut modifier vos téléphones avec votre seul mot de passe, pas même vous.
help-no-mobile = Je n’ai pas de téléphone mobile
help-no-mobile-answer = Enregistrez un téléphone fixe et choisissez « Appel vocal ». Une voix lit le code et le répète.
help-abroad = Je suis en voyage
help-abroad-answer = Les codes peuvent arriver sur votre téléphone partout où il a du réseau. C’est le numéro qui compte, pas l’endroit où vous êtes.
help-locked = Mon compte est bloqué
help-locked-answer =
    Après { $lock-failures } codes ou mots de passe erronés de suite, la connexion est suspendue pendant { $lock-minutes ->
        [one] { $lock-minutes } minute
       *[other] { $lock-minutes } minutes
    }, puis plus longtemps. La page indique quand vous pourrez réessayer. Après un très grand nombre d’erreurs, réinitialisez votre mot de passe, puis saisissez un code reçu sur votre téléphone.
    Si ce n’était pas vous, réinitialisez votre mot de passe : quelqu’un essaie d’accéder à votre compte.
help-wrong-key = Ma clé de licence est refusée
help-wrong-key-answer =
    Copiez-la depuis l’e-mail et collez-la. Son dernier caractère sert de contrôle et révèle presque toutes les fautes de frappe.
    Une clé ne peut être saisie qu’une fois, par un seul compte. Si quelqu’un d’autre l’a saisie, adressez-vous à la personne qui l’a achetée.
help-proofing = Mon identité n’a pas pu être vérifiée
help-proofing-answer = Après { $instant-attempts ->
        [one] une tentative infructueuse
       *[other] { $instant-attempts } tentatives infructueuses
    } avec les questions, choisissez le rendez-vous en visioconférence. Après { $proofing-attempts ->
        [one] une tentative infructueuse
       *[other] { $proofing-attempts } tentatives infructueuses
    } au total, la licence n’est plus utilisable et il vous en faut une autre.
help-renewal = Quand dois-je renouveler ?
help-renewal-answer = À partir de { $renewal-opens-days ->
        [one] { $renewal-opens-days } jour
       *[other] { $renewal-opens-days } jours
    } avant la fin de validité de votre Phone OTP et jusqu’à { $renewal-closes-months } mois après. Le bouton apparaît alors sur la page de votre compte. Nous vous envoyons un rappel par e-mail.
help-refund = Puis-je retourner une licence ?
help-refund-answer = Oui, dans { $refund-days ->
        [one] le jour suivant
       *[other] les { $refund-days } jours suivant
    } le paiement, tant que sa clé n’a pas été saisie. Contactez l’assistance en indiquant le numéro de commande.
help-safety = Comment savoir que c’est bien vous ?
help-safety-answer =
    Nous ne demandons jamais un code par téléphone, par e-mail ou par chat, et nos SMS ne contiennent jamais de lien. Ne saisissez vos codes que sur ce site.
    Chaque modification de vos téléphones vous est signalée par e-mail. Si vous n’en êtes pas à l’origine, réinitialisez votre mot de passe et contactez l’assistance.

## What is wrong with what was entered

fault-missing = Veuillez remplir ce champ.
fault-choose = Veuillez choisir une option.
fault-email = Cette adresse e-mail n’est pas valide.
fault-range = Veuillez saisir un nombre compris dans les limites.

## Problems: what happened and what to do

problem-connection-failed = La connexion au réseau a échoué. Réessayez.
problem-service-failed = Le service n’a pas répondu. Réessayez.
problem-not-done = Pour l’instant, cela n’est pas fait. Réessayez.
problem-not-resent = Le nouveau message n’a pas pu être envoyé. Le code envoyé avant reste valable jusqu’à la fin de son délai.
problem-perhaps-mailed = Nous ne savons pas si l’e-mail a été envoyé. Regardez dans votre messagerie avant de le redemander.
problem-unnamed = Cela n’a pas fonctionné, et cette page ne sait pas pourquoi. Rechargez-la.
problem-busy = Le service est très sollicité en ce moment. Réessayez dans quelques secondes.
step-sign-in = Se connecter
step-confirm-email = Confirmer l’adresse e-mail
step-send-email-code = Recevoir un code
step-send-otp = Saisir un code
step-renew = Renouveler
step-place-order = Aller à la boutique
step-enter-license = Saisir une clé de licence
step-start-proofing = Vérifier votre identité
step-redeem-proofing = Saisir le code d’activation
step-register-phone = Enregistrer un téléphone
step-remove-phone = Gérer les téléphones
step-reset-password = Demander un autre lien
step-contact-support = Aide
problem-invalid-request = Cette saisie n’a pas été comprise. Veuillez la vérifier.
problem-not-json = La demande n’a pas été comprise. Rechargez la page.
problem-body-too-large = Ce texte est trop long. Veuillez le raccourcir.
problem-cross-site-request = Votre navigateur n’a pas confirmé que la demande provient de cette page. Rechargez la page.
problem-another-account = Une autre personne s’est connectée dans ce navigateur : rien n’a été fait. Rechargez la page.
problem-not-found = Cela n’existe pas ou appartient à quelqu’un d’autre.
problem-changed-meanwhile = Quelque chose a changé entre-temps, peut-être dans un autre onglet. Vérifiez, puis recommencez.
problem-unavailable = Une partie du service ne répond pas : rien n’a été modifié. Réessayez dans un instant.
problem-outcome-unknown = Nous ne savons pas si cela a été fait. Réessayez dans un instant.
problem-no-answer = Aucune réponse n’est arrivée : nous ne savons pas si cela a été fait. Vérifiez votre connexion, puis réessayez.
problem-too-many-requests = Trop de demandes.
problem-locked = Trop d’essais erronés. Pour protéger le compte, aucun autre n’est accepté pour le moment.
problem-locked-for-good = Trop d’essais erronés. Réinitialisez votre mot de passe, puis saisissez un code reçu sur votre téléphone. Si vous ne le pouvez pas, contactez l’assistance.
support-at = Assistance : { $support }
problem-delivery-failed = Le message n’a pas pu être envoyé. Réessayez dans un instant. Si c’était un code, vous pouvez aussi choisir un autre téléphone.
problem-not-signed-in = Votre session n’est plus ouverte. Connectez-vous pour continuer.
problem-session-expired = Votre session a expiré. Connectez-vous pour continuer.
problem-wrong-credentials = L’identifiant ou le mot de passe est incorrect.
problem-user-id-taken = Cet identifiant est déjà pris. Choisissez-en un autre, ou connectez-vous si c’est le vôtre.
problem-email-unconfirmed = Confirmez d’abord votre adresse e-mail.
problem-email-confirmed-already = Votre adresse e-mail est confirmée et ne peut pas être modifiée ici.
problem-no-email-code-waiting = Aucun code n’est en attente. Demandez-en un.
problem-email-code-expired = Le code a expiré : il était valable { email-code-minutes }. Demandez-en un autre.
problem-email-code-tries-used-up = Ce code a été essayé trop souvent et ne fonctionne plus. Demandez-en un autre.
problem-wrong-email-code = { $tries ->
    [0] Ce code est incorrect, et c’était le dernier essai. Demandez-en un autre.
    [one] Ce code est incorrect. Il reste un essai.
   *[other] Ce code est incorrect. Il reste { $tries } essais.
}
problem-password-too-short = C’est trop court : { $password-min } caractères au minimum.
problem-password-too-long = C’est trop long : { $password-max } caractères au maximum.
problem-password-guessable = Ce mot de passe est facile à deviner. Utilisez plus de mots, sans rapport entre eux et sans rien de votre nom ni de votre adresse e-mail.
problem-reset-link-dead = Ce lien ne fonctionne plus : lui ou un autre a été utilisé, ou il date de plus de { reset-hours }.
problem-idempotency-key-reused = Une commande que vous aviez envoyée a été passée. Regardez les commandes sur la page de votre compte avant de commander à nouveau.
problem-order-empty = La commande est vide.
problem-order-too-large = Une commande peut compter { $order-units ->
        [one] une licence
       *[other] { $order-units } licences
    } au maximum. Veuillez la diviser.
problem-product-not-sold = Ce produit n’est pas en vente pour le moment.
problem-order-unknown = Aucune commande ne porte ce numéro dans votre compte.
problem-order-not-paid = La commande n’est pas encore payée. Les clés seront envoyées par e-mail dès qu’elle le sera.
problem-order-paid-already = Cette commande est déjà payée.
problem-order-without-keys = Un renouvellement n’a pas de clés de licence.
problem-not-an-invoice = Cette commande n’est pas payée sur facture.
problem-not-by-card = Cette commande se paie sur facture, pas par carte.
problem-card-not-offered = Les cartes ne sont pas acceptées ici. Choisissez « Facture ».
problem-signature-invalid = L’avis de paiement n’est pas authentique.
problem-key-malformed = La saisie est incomplète. Veuillez la vérifier.
problem-key-mistyped = Un caractère est mal saisi. Vérifiez votre saisie.
problem-license-unknown = Aucune licence ne correspond à cette clé. Veuillez comparer avec l’e-mail.
problem-license-used = Cette clé de licence a déjà été utilisée, par ce compte ou par un autre.
problem-license-lapsed = La durée de validité de cette licence est écoulée. Achetez-en une nouvelle.
problem-license-spent = Votre identité n’a pas pu être vérifiée et il ne reste plus de tentative : cette licence n’est plus utilisable. Achetez-en une autre pour réessayer.
problem-renew-instead = Vous avez déjà Phone OTP : renouvelez-le. Vos téléphones restent enregistrés.
problem-no-credential = Vous n’avez pas encore Phone OTP. Saisissez d’abord une clé de licence.
problem-credential-expired = Votre Phone OTP a expiré : aucun code n’est donc envoyé. Renouvelez-le ; vos téléphones restent enregistrés.
problem-renewal-not-open = Vous pourrez renouveler à partir du { $opens }.
problem-renewal-closed = La période de renouvellement s’est terminée le { $closed }. Achetez une nouvelle licence.
problem-proofing-needed = Vérifiez d’abord votre identité.
problem-proofing-not-needed = Votre produit n’exige pas de vérification d’identité.
problem-already-proofed = Votre identité est déjà vérifiée.
problem-legal-name-fixed = Le nom officiel complet a déjà été confirmé et ne peut plus être modifié.
problem-instant-proofing-us-only = Les questions sont réservées aux personnes qui vivent aux États-Unis. Choisissez le rendez-vous en visioconférence.
problem-instant-not-offered = Les questions ne sont pas proposées ici. Choisissez le rendez-vous en visioconférence.
problem-only-video-left = { $instant-attempts ->
        [one] Une tentative avec les questions a échoué.
       *[other] { $instant-attempts } tentatives avec les questions ont échoué.
    } Choisissez le rendez-vous en visioconférence.
problem-appointment-out-of-range = Le rendez-vous doit avoir lieu au plus tôt dans { appointment-notice-hours } et au plus tard dans { appointment-horizon-days }.
problem-no-questions-waiting = Le temps accordé pour les questions est écoulé. Recommencez : cela ne compte pas comme une tentative infructueuse.
problem-answers-incomplete = Veuillez répondre à toutes les questions.
problem-no-appointment = Aucun rendez-vous n’attend de décision.
problem-wrong-activation-code = Ce n’est pas votre code d’activation. Comparez-le avec celui que l’agent vous a donné.
problem-activation-code-expired = Ce code d’activation date de plus de { activation-code-days }. Prenez un autre rendez-vous.
problem-activation-code-waiting = L’agent vous a déjà remis un code d’activation. Saisissez-le ci-dessous.
problem-not-a-phone-number = Ce n’est pas un numéro de téléphone de ce pays. Veuillez vérifier l’un et l’autre.
problem-phone-type-refused = Les numéros de ce type (gratuits, surtaxés, de radiomessagerie, etc.) ne peuvent pas recevoir de codes. Choisissez-en un autre.
problem-phone-cannot-text = Ce téléphone est un fixe et ne reçoit pas de SMS. Choisissez « Appel vocal ».
problem-phone-not-covered = Votre produit ne couvre pas ce numéro : les produits pour les États-Unis couvrent les 50 États et Washington DC, les produits internationaux tous les autres numéros.
problem-country-not-served = Nous n’envoyons pas de codes dans ce pays.
problem-number-range-blocked = Nous n’envoyons pas de codes aux numéros de cette série pour le moment. Choisissez un autre téléphone.
problem-phone-duplicate = Ce numéro est déjà enregistré.
problem-too-many-phones = Vous avez { phones }, c’est le maximum. Retirez-en un pour en ajouter un autre.
problem-phone-unknown = Ce téléphone n’est plus enregistré.
problem-last-active-phone = C’est votre seul téléphone utilisable. Ajoutez-en un autre avant de le retirer.
problem-phone-otp-needed = Saisissez d’abord un code reçu sur l’un de vos téléphones.
problem-no-code-waiting = Aucun code n’est en attente, peut-être parce qu’un plus récent a été envoyé ou utilisé. Demandez un nouveau code.
problem-code-expired = Le code a expiré : il était valable { code-minutes }. Demandez un nouveau code.
problem-code-tries-used-up = Ce code a été essayé trop souvent et ne fonctionne plus. Demandez un nouveau code.
problem-wrong-code = { $tries ->
    [0] Ce code est incorrect, et c’était le dernier essai. Demandez un nouveau code.
    [one] Ce code est incorrect. Il reste un essai.
   *[other] Ce code est incorrect. Il reste { $tries } essais.
}
problem-login-requirements-not-met = Cette application exige plus que ce que permet votre connexion actuelle.
problem-authorization-expired = Le temps prévu pour vous connecter à l’application est écoulé. Ouvrez de nouveau l’application.

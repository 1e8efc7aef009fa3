## The frame of every page

loading = Cargando…
please-wait = Espere, por favor…
optional = (opcional)
reload = Volver a cargar la página
try-again = Volver a intentarlo
try-again-in = Podrá volver a intentarlo dentro de { $time }.
try-again-now = Ya puede volver a intentarlo.
try-again-on = Podrá volver a intentarlo el { $day }. Si es demasiado tarde, póngase en contacto con el servicio de asistencia.
back = Volver
skip-to-content = Ir al contenido
language = Idioma
nav-label = Menú principal
nav-account = Mi cuenta
nav-applications = Aplicaciones
nav-store = Tienda
nav-help = Ayuda
sign-out = Cerrar sesión
strength-label = Nivel de autenticación:
strength-password = Contraseña
strength-phone-otp = Phone OTP
expires-on = Caduca el { $day }
expired-on = Caducó el { $day }
session-ended = Su sesión se ha cerrado. Inicie sesión para continuar donde lo dejó.
another-account = Otra persona ha iniciado sesión en este navegador, así que esta página muestra ahora su cuenta.
sign-in-first = Inicie sesión para continuar.
broken-title = Algo ha fallado en esta página
broken = El error es nuestro. Vuelva a cargar la página para ver qué se ha hecho.
outdated-title = No se ha podido cargar una parte de esta página
outdated = Ha fallado la conexión o hay una versión más reciente de este portal. En ambos casos, basta con volver a cargar la página.
nowhere-title = Esta página no existe
nowhere = Puede que la dirección esté mal escrita o ya no sea válida.

## Numbers with their units, as other messages say them

phones = { $phones ->
    [one] { $phones } teléfono
   *[other] { $phones } teléfonos
}
activation-code-days = { $activation-code-days ->
    [one] { $activation-code-days } día
   *[other] { $activation-code-days } días
}
appointment-notice-hours = { $appointment-notice-hours ->
    [one] { $appointment-notice-hours } hora
   *[other] { $appointment-notice-hours } horas
}
appointment-horizon-days = { $appointment-horizon-days ->
    [one] { $appointment-horizon-days } día
   *[other] { $appointment-horizon-days } días
}

## Signing up and signing in

sign-in = Iniciar sesión
sign-in-lead = Con su ID de usuario y su contraseña. Si tiene Phone OTP, después le pediremos un código.
sign-in-link = ¿Ya tiene una cuenta? Inicie sesión
sign-up = Crear una cuenta
sign-up-lead = Necesita una cuenta para comprar Phone OTP o usar una clave de licencia.
sign-up-link = Crear una cuenta
reset-link = ¿Ha olvidado su contraseña?
user-id = ID de usuario
user-id-hint = De { $user-id-min } a { $user-id-max } letras, cifras o cualquiera de estos signos: . _ - @ +
password = Contraseña
new-password = Contraseña nueva
password-hint = Al menos { $password-min } caracteres. Unas cuantas palabras sin relación entre sí son fáciles de recordar y difíciles de adivinar.
show-password = Mostrar
legal-name = Nombre legal completo
legal-name-hint = Tal como figura en su pasaporte o documento de identidad.
email = Correo electrónico
email-hint = Ahí le enviaremos las claves de licencia y los avisos de seguridad.
email-likely = ¿Quería decir { $email }?
email-likely-use = Usar esta dirección
country = País
country-hint = El país donde vive. De él depende cómo puede verificar su identidad.
reset-title = Restablecer la contraseña
reset-lead = Indique su ID de usuario. Enviaremos un enlace al correo electrónico de la cuenta.
reset-submit = Enviarme un enlace
reset-sent-title = Revise su correo
reset-sent = Si esa cuenta existe y su dirección de correo no está pendiente de confirmar, le enviamos un enlace. Cada enlace funciona una sola vez, durante { reset-hours }.
reset-again = Pedir otro enlace
no-mail-hint = ¿No le ha llegado el correo? Mire también en la carpeta de correo no deseado.
choose-password-title = Elija una contraseña nueva
choose-password-lead = Se cerrarán todas las sesiones de su cuenta, aquí y en otros dispositivos. Sus teléfonos seguirán registrados.
choose-password-submit = Guardar la contraseña
password-changed = Su contraseña ha cambiado. Inicie sesión con la nueva.
password-perhaps-changed = Es probable que su contraseña ya se haya cambiado, pero no lo sabemos con certeza. Inicie sesión con la nueva. Si no se acepta, pida otro enlace.

## The address of the account

email-title = Confirme su correo electrónico
email-lead = Estamos enviando un código a { $email }. Introdúzcalo aquí antes de las { $time }.
email-lead-unsent = Enviaremos un código a { $email }. Al introducirlo demuestra que la dirección es suya.
email-why = Mientras la dirección no esté confirmada, no enviaremos nada más a ella y los pedidos no se podrán pagar.
email-why-now = Ahora pedimos a todos que confirmen su dirección de correo. Una vez confirmada, podrá pagar pedidos con tarjeta.
email-code-hint = { $email-code-digits } cifras.
email-submit = Confirmar
email-send = Enviarme el código
email-resend = Enviar el código otra vez
email-resend-in = Podrá pedir el código otra vez dentro de { $time }.
email-sent = Estamos enviando el código a { $email }.
email-correct = La dirección no es correcta
email-correct-title = Corrija su correo electrónico
email-correct-lead = Enviaremos un código a la dirección correcta. El código anterior dejará de ser válido.
email-correct-submit = Guardar y enviarme un código
email-needs-code = Para proteger su cuenta, introduzca un código de uno de sus teléfonos antes de cambiar la dirección.
email-later = Más tarde
email-confirmed = Su correo electrónico { $email } está confirmado.
email-confirm = Confirmar

## The account

account-title = Hola, { $name }
elevate-title = Ha iniciado sesión solo con su contraseña
elevate = Algunas aplicaciones solo se abren después de introducir un código recibido en su teléfono.
elevate-submit = Introducir un código
next-title = Siguiente paso
next-confirm-email = Confirme que el correo electrónico es suyo: introduzca el código que le enviamos.
next-enter-license = Introduzca una clave de licencia para obtener Phone OTP. Si no tiene ninguna, compre una en la tienda.
next-license-spent = No hemos podido verificar su identidad y no quedan más intentos: esta licencia ya no se puede usar. Para volver a intentarlo necesita otra licencia.
next-start-proofing = Su producto incluye la verificación de identidad. Complétela y después registre su teléfono.
next-answer-questions = Las preguntas sobre usted están listas. Respóndalas para verificar su identidad.
next-keep-appointment = Tiene una cita con un agente. Después, introduzca el código de activación que le dé el agente.
next-enter-activation-code = El agente ha confirmado su identidad. Introduzca el código de activación que le dio.
next-register-phone = Registre el teléfono en el que recibirá sus códigos.
next-activate-phone = Hay un teléfono registrado, pero falta introducir su primer código.
next-add-second-phone = Tiene un solo teléfono. Añada otro: si pierde el primero, podrá seguir iniciando sesión.
next-renew = Su Phone OTP ha caducado. Renuévelo: sus teléfonos siguen registrados.
do-confirm-email = Confirmar el correo electrónico
do-enter-license = Introducir una clave de licencia
do-buy = Comprar una licencia
do-start-proofing = Verificar su identidad
do-answer-questions = Responder a las preguntas
do-keep-appointment = Ver la cita
do-enter-activation-code = Introducir el código de activación
do-register-phone = Registrar un teléfono
do-activate-phone = Introducir su primer código
do-add-second-phone = Añadir un teléfono
do-renew = Renovar
go-on = Continuar
credential-title = Phone OTP
credential-state = Estado
credential-product = Producto
credential-purchased = Pagado el
credential-expires = Válido hasta el
credential-expired = Caducó el
credential-renewal = Renovación
state-proofing-needed = Identidad sin verificar
state-ready-for-phone = Listo para registrar su teléfono
state-active = Activo
state-expired = Caducado
state-spent = No se puede usar
renewal-from = Podrá renovar a partir del { $day }.
renewal-closed = El plazo de renovación ha terminado. Compre una licencia nueva y vuelva a registrar sus teléfonos.
renew = Renovar
phones-title = Teléfonos
channel-text = Mensaje de texto
channel-text-more = Para teléfonos móviles.
channel-voice = Llamada de voz
channel-voice-more = Para cualquier teléfono, también fijos. Una voz lee el código y lo repite.
phone-pending = Falta el primer código
manage-phones = Gestionar los teléfonos
orders-title = Pedidos
order-awaiting-payment = Pendiente de pago
order-payment-declined = Tarjeta rechazada
order-paid = Pagado
profile-title = Perfil

## Applications

applications-lead = Lo que puede abrir aquí y lo que exige cada aplicación.
applications-none = Todavía no hay ninguna aplicación configurada.
application-open = Disponible
application-closed = Falta algo
application-going = Abriendo la aplicación…
requires-password = Se abre con su contraseña.
requires-password-proofed = Se abre con su contraseña, si su identidad está verificada.
requires-phone-otp = Se abre con un código recibido en su teléfono.
requires-phone-otp-proofed = Se abre con un código recibido en su teléfono, si su identidad está verificada.
requirements-not-met = No se cumplen los requisitos de acceso
requirements-of = { $name } exige más de lo que ofrece su sesión actual.
missing-code = Introduzca un código recibido en su teléfono y se abrirá.
missing-fresh-code = Introduzca un código nuevo recibido en su teléfono y se abrirá.
missing-sign-in = Para abrirla, inicie sesión de nuevo.
missing-phone = Para abrirla necesita Phone OTP. En su cuenta verá cuál es el siguiente paso.
missing-phone-go = Ir a mi cuenta
missing-proofing = Para abrirla, verifique su identidad.
missing-proofed-credential = Para abrirla necesita un producto con verificación de identidad.
missing-proofed-later = Exige una verificación de identidad, que su Phone OTP no incluye. Podrá introducir una licencia con verificación a partir del { $day }, cuando termine el plazo para renovar la suya. Si la necesita antes, póngase en contacto con el servicio de asistencia.
back-to-applications = Todas las aplicaciones

## What applications ask for, and the way back to them

asking-label = La aplicación en la que está iniciando sesión
asking = Está iniciando sesión en { $name }.
asking-go-on = Continuar a { $name }
asking-cancel = Cancelar y volver a { $name }
fresh-code = El código debe tener como máximo { $time } de antigüedad.
fresh-code-each = Introducirá un código nuevo cada vez.
fresh-sign-in = Debe haber iniciado sesión hace como máximo { $time }.
fresh-sign-in-each = Iniciará sesión de nuevo cada vez.
request-title = Iniciar sesión en una aplicación
request-sign-in = Iniciar sesión en { $name }
request-sign-in-again = Iniciar sesión de nuevo para abrir { $name }
request-why-again = Ya ha iniciado sesión, pero { $name } quiere asegurarse de que es usted o espera a otra persona.
request-step = Antes de abrir { $name }
request-unreachable = Nada de lo que puede hacer aquí basta para cumplirlo. Póngase en contacto con el servicio de asistencia.
request-going = Abriendo { $name }…
request-answered-title = Ya ha continuado a { $name }
request-answered = Este inicio de sesión ha terminado, quizá en otra pestaña. Cierre esta página o abra de nuevo la aplicación.
request-expired-title = Se ha agotado el tiempo para iniciar sesión
request-expired = Una aplicación espera solo un tiempo limitado. Ábrala de nuevo para volver a empezar. Lo que ha hecho aquí, como comprar una licencia, se conserva.
request-unknown-title = No encontramos este inicio de sesión
request-unknown = Quizá empezó en otro navegador o ya ha terminado.
request-start-again = Vuelva a la aplicación e inicie sesión desde allí.
open-again = Abrir { $name } de nuevo
round-title = { $name } pide otra vez el mismo paso
round = Acaba de completar este paso, pero la aplicación lo sigue pidiendo. Repítalo una vez. Si eso no ayuda, vuelva a la aplicación o póngase en contacto con el servicio de asistencia.
round-person = La sesión está abierta como { $user }. Si { $name } espera a otra persona, es esa persona quien debe iniciar sesión.
round-again = Repetir este paso
consent-title = ¿Quiere compartir sus datos con { $name }?
consent-lead = Si acepta, comunicamos a { $name }:
consent-openid = cuándo y cómo ha iniciado sesión aquí, con un identificador que no dice nada más de usted
consent-profile = su nombre legal completo y el idioma de sus correos
consent-email = su dirección de correo electrónico y si la ha confirmado
consent-phone = el número de su teléfono o sus últimas cifras
consent-proofing = si se ha verificado su identidad, cuándo y cómo, con el nombre confirmado
consent-once = Solo se lo volveremos a preguntar si { $name } quiere saber más.
consent-each-time = Se lo preguntamos cada vez, porque otros programas de su dispositivo pueden hacerse pasar por { $name }. Acepte solo si usted acaba de abrir { $name }.
consent-agree = Aceptar y continuar
sign-out-title = ¿Quiere cerrar la sesión?
sign-out-from = { $name } pregunta si quiere cerrar la sesión también aquí.
sign-out-more = Se cerrará su sesión aquí. Avisamos a las aplicaciones que ha abierto desde aquí para que también puedan cerrar la suya.
sign-out-stay = Mantener la sesión abierta
signed-out = Ha cerrado la sesión.
error-title = Hay un problema con lo que pide la aplicación
error-unknown-application = La aplicación que le ha enviado aquí no está registrada en este portal, así que no le hemos comunicado nada. Avise a los responsables de la aplicación.
error-redirect-address = La aplicación quería devolverle a una dirección que no está registrada para ella, así que no le hemos enviado allí. Avise a los responsables de la aplicación.
error-request-expired = Se ha agotado el tiempo para iniciar sesión. Vuelva a la aplicación e inicie sesión desde allí.
error-another-browser = Este inicio de sesión empezó en otro navegador. Continúe allí o abra de nuevo la aplicación en este navegador.
error-sign-out-address = La aplicación pidió cerrar su sesión con datos que no le pertenecen, así que no la hemos cerrado. Puede cerrar la sesión en cada página de este portal.
error-other = No hemos podido atender lo que pide la aplicación. Vuelva a ella e inténtelo de nuevo. Si vuelve a ocurrir, avise a los responsables de la aplicación.

## The store

store-title = Tienda
store-lead = Con unas pocas preguntas encontrará el producto adecuado. Cada licencia es para una persona y es válida desde el día del pago durante el plazo que indica su nombre.
store-where = ¿De dónde es el número de teléfono?
store-where-us = De uno de los 50 estados de EE. UU. o de Washington D. C.
store-where-us-more = Lo que cuenta es el número, no el lugar donde se encuentre usted.
store-where-international = De cualquier otro lugar
store-where-international-more = Incluidos Puerto Rico, Guam y los demás territorios de EE. UU.
store-proofing = ¿Alguna aplicación exige una identidad verificada?
store-proofing-hint = En la página «Aplicaciones» puede ver lo que exige cada una. En caso de duda, pregunte a quien le haya invitado.
store-proofing-yes = Sí, con verificación de identidad
store-proofing-yes-more = Responde a unas preguntas (en EE. UU.) o habla con un agente por videollamada y le muestra un documento de identidad con fotografía.
store-proofing-no = No, basta con un código
store-proofing-no-more = Pasa directamente a registrar su teléfono.
store-term = ¿Por cuánto tiempo?
store-term-years = { $years ->
    [one] Un año
   *[other] { $years } años
}
store-renew = Ya tiene Phone OTP y puede renovarlo. Al renovarlo conserva sus teléfonos; compre aquí solo para otras personas.
store-have = Ya tiene Phone OTP, válido hasta el { $day }. Una licencia que compre ahora será para otra persona: usted no podrá introducirla.
price = Precio
price-term = { $years ->
    [one] por un año
   *[other] por { $years } años
}
renewal-price = Renovación
quantity = Cantidad
quantity-hint = Una licencia por persona. Puede ceder una clave de licencia a otra persona mientras no se haya introducido.
add-to-cart = Añadir al carrito
to-cart = { $count ->
    [one] Ir al carrito (una licencia)
   *[other] Ir al carrito ({ $count } licencias)
}
all-products = Todos los productos y precios
cart-title = Carrito
cart-empty = Su carrito está vacío.
remove = Eliminar
remove-named = Eliminar { $name }
keep = Conservar
total = Total: { $total }
to-checkout = Finalizar la compra
shop-on = Comprar otra cosa
change-cart = Modificar el carrito
checkout-title = Finalizar la compra
order-summary = Su pedido
payment-method = ¿Cómo quiere pagar?
pay-card = Tarjeta
pay-card-more = En la página de nuestro proveedor de pagos. Surte efecto en pocos minutos.
pay-invoice = Factura
pay-invoice-more = Por transferencia. Surte efecto en cuanto recibimos el pago.
billing-address = Dirección de facturación
address-name = Nombre o empresa
address-line1 = Calle y número
address-line2 = Apartamento, edificio o departamento
address-city = Ciudad
address-region = Estado, provincia o prefectura
address-postal-code = Código postal
for-others = Todo este pedido es para otras personas
for-others-more = Puede renovar su propio Phone OTP, y le sale más barato que una licencia nueva.
place-order = Realizar el pedido
place-order-card = Realizar el pedido y pagar { $total }
order-placed = Gracias. Su número de pedido es { $number }.
order-placed-before = Su primer intento sí llegó: este es el pedido { $number }, tal como estaba entonces.

## Orders

order-title = Pedido { $number }
order-waits-for-email = Su pedido está hecho. Confirme su correo electrónico y después podrá pagarlo.
order-mail-waits-for-email = Le enviaremos las claves de licencia en cuanto su correo electrónico esté confirmado.
order-renewal-waits-for-email = Su Phone OTP está renovado. Le enviaremos la confirmación en cuanto su correo electrónico esté confirmado.
order-awaiting-card = Su pago aún no está confirmado.
order-awaiting-invoice = Transfiera el importe e indique el número de pedido { $number }. Recibirá un correo en cuanto llegue el pago. Puede cerrar esta página.
order-declined-more = Su tarjeta ha sido rechazada. Vuelva a intentarlo o use otra tarjeta.
order-mailing = El correo con las claves de licencia está en camino.
order-mailed = Le hemos enviado las claves de licencia por correo.
order-not-mailed = No hemos podido enviarle las claves de licencia: el servicio de correo no acepta su dirección. Vuelva a intentarlo más abajo. Si no funciona, póngase en contacto con el soporte e indique el número de pedido { $number }.
order-unapplied-paid-before = Hemos recibido otro pago por este pedido. Póngase en contacto con el soporte para el reembolso e indique el número de pedido { $number }.
order-unapplied-amount-differs = Hemos recibido un pago que no coincide con el total de este pedido. No vuelva a pagar: póngase en contacto con el soporte e indique el número de pedido { $number }.
order-unapplied-not-renewable = Hemos recibido su pago, pero no hemos renovado con él su Phone OTP, porque ha cambiado desde que hizo este pedido. Póngase en contacto con el soporte e indique el número de pedido { $number }.
order-renewing = Su Phone OTP se ha renovado. Sus teléfonos siguen registrados. Le estamos enviando la confirmación por correo.
order-renewed = Su Phone OTP se ha renovado. Sus teléfonos siguen registrados.
look-again = Volver a comprobar
order-followed = Esta página se actualiza sola.
pay-now = Pagar { $total }
line-renewal = renovación
order-placed-at = Realizado el
order-method = Forma de pago
order-paid-at = Pagado el
order-mailed-at = Correo enviado el
order-keys = Claves de licencia
order-keys-more = Las claves completas solo aparecen en el correo. Cada una es para una persona.
resend-mail = Volver a enviar las claves por correo
mail-resent = El correo con las mismas claves está de nuevo en camino.
to-order = Ver el pedido

## Renewal

renew-title = Renovar Phone OTP
renew-early = El nuevo período empieza cuando termina el actual: no pierde nada si renueva ahora.
renew-late = El nuevo período empieza con su pago. Sus teléfonos siguen registrados.
renew-nothing = No tiene ningún Phone OTP que se pueda renovar. Compre una licencia en la tienda.
renew-unpaid = Su pedido de renovación { $number } aún no está pagado. Páguelo en lugar de hacer otro.
order-again = Hacer otro pedido de todos modos
renewal-until = Renovación posible hasta el

## The license key

license-title = Introduzca su clave de licencia
license-lead = Está en el correo con el asunto «Sus claves de licencia». Al introducirla, queda vinculada a su cuenta de forma definitiva.
license-key = Clave de licencia
license-key-hint = { $license-key-symbols } letras y cifras. No importan las mayúsculas, los espacios ni los guiones.
license-submit = Usar esta clave de licencia
license-not-needed = Ya tiene Phone OTP. Una clave se gasta al introducirla: guárdela o désela a otra persona.
license-none = ¿No tiene ninguna clave de licencia?
license-entered = Clave de licencia aceptada.
key-foreign-symbol = La letra U no aparece aquí. Compruebe lo que ha introducido.
key-too-long = Son demasiados caracteres. Compruebe lo que ha introducido.

## Proofing

proofing-title = Verifique su identidad
proofing-lead = Su producto incluye la verificación de identidad. Se hace una sola vez. Sus respuestas y documentos se usan para la comprobación y no se conservan.
proofing-done = No queda nada por verificar.
proofing-passed = Hemos verificado su identidad. Ahora registre su teléfono.
proofing-failures = { $failures ->
    [one] Ha fallado un intento.
   *[other] Han fallado { $failures } intentos.
} { $left ->
    [one] Le queda uno: si también falla, la licencia ya no se podrá usar.
   *[other] Puede volver a intentarlo: le quedan { $left } intentos. Si fallan todos, la licencia ya no se podrá usar.
}
proofing-other = Cambiar la cita o el método
legal-name-confirm = ¿Es este su nombre legal completo?
legal-name-confirm-hint = Debe ser el nombre que figura en su documento de identidad con fotografía. Después de este paso no se podrá cambiar.
legal-name-is = Su nombre legal completo: { $name }
proofing-method = ¿Cómo quiere verificar su identidad?
proofing-video-only = Solo pueden responder a las preguntas las personas que viven en Estados Unidos y a las que les quedan intentos.
method-instant = Con preguntas, ahora
method-instant-more = Una agencia de crédito le pregunta lo que solo usted sabe. Se tarda unos minutos.
method-video = Por videollamada, con un agente
method-video-more = Usted elige la hora y muestra un documento de identidad con fotografía.
questions-start = Ver las preguntas
questions-title = Preguntas sobre usted
questions-lead = La agencia de crédito las hace en inglés. Elija «None of these» si ninguna respuesta es correcta.
questions-time = Tiempo restante: { $time }
questions-submit = Enviar las respuestas
questions-over = Se acabó el tiempo para las preguntas. No cuenta como intento fallido: empiece de nuevo.
appointment-when = ¿Cuándo?
appointment-when-hint = Como muy pronto dentro de { appointment-notice-hours } y como muy tarde dentro de { appointment-horizon-days }, en su zona horaria: { $zone }.
appointment-submit = Reservar la cita
appointment-made = La cita está reservada.
appointment-title = Su cita
appointment-prepare = Tenga a mano un documento de identidad en vigor con fotografía, una cámara y buena luz. El agente le llamará a la hora de la cita y, al final, le dará un código de activación.
appointment-calendar = Añadir a su calendario
calendar-summary = Verificación de identidad por videollamada ({ $brand })
calendar-description = Tenga a mano un documento de identidad en vigor con fotografía. Al final, el agente le dará un código de activación: introdúzcalo en el portal.
activation-title = Después de la cita
activation-code = Código de activación
activation-code-hint = { $activation-code-symbols } letras y cifras, tal como se las dio el agente. Es válido durante { activation-code-days }.
activation-submit = Terminar la verificación

## Phones

phones-lead = Puede recibir sus códigos en un máximo de { phones }. Cada vez que inicie sesión, elegirá uno.
phones-need-code = Para proteger su cuenta, los teléfonos solo se pueden cambiar después de introducir un código recibido en uno de ellos.
phones-done = Listo: ir a mi cuenta
phones-restricted = Los códigos por mensaje de texto y por llamada son cómodos, pero pueden ser interceptados si alguien se apodera de su número. Si su teléfono se queda de repente sin servicio, consulte a su operador y restablezca su contraseña.
phone-first = Registre su primer teléfono
phone-another = Registre otro teléfono
phone-channel = ¿Cómo quiere recibir los códigos?
phone-country = País del número
phone-country-us = Su producto cubre los números de los 50 estados de EE. UU. y de Washington D. C.
phone-country-international = Su producto cubre todos los números, excepto los de los 50 estados de EE. UU. y de Washington D. C.
phone-number = Número de teléfono
phone-number-hint = Tal como se marca dentro del país.
phone-register = Registrar y enviar un código
phone-remove-sure = ¿Eliminar este teléfono?
phone-removed = Se ha eliminado el { $number }.
phone-active = A partir de ahora, recibirá sus códigos en el { $number }.

## Codes

code-title = Introduzca su código
code-lead = Elija un teléfono. Le enviaremos un código válido durante { code-minutes }.
code-first-lead = Enviaremos un primer código a este teléfono. Al introducirlo, demuestra que el teléfono es suyo.
code-phone = Enviar el código al número
code-send = Enviar el código
code-perhaps-sent = No sabemos si el código se ha enviado al { $number }. Si llega, introdúzcalo. Si no, pida uno nuevo.
code-sent-text = Hemos enviado un mensaje de texto con el código al { $number }.
code-sent-voice = Estamos llamando al { $number } para leerle el código.
code = Código
code-hint = { $code-digits } cifras.
code-submit = Confirmar
code-time = Caduca dentro de { $time }
code-tries = { $tries ->
    [one] Queda un intento
   *[other] Quedan { $tries } intentos
}
code-resend = Enviar un código nuevo
code-resend-in = Podrá pedir un código nuevo dentro de { $time }.
code-other-phone = Usar otro teléfono
code-have = Ya tengo un código
code-none-came = ¿No le ha llegado ningún código?
code-skip = Continuar sin código
code-no-phone = No hay ningún teléfono listo para recibir códigos.
code-not-needed = Ya ha iniciado sesión con Phone OTP.
code-right = Ha iniciado sesión con Phone OTP.

## Help

help-title = Ayuda
help-lead = Respuestas rápidas a las preguntas más frecuentes.
help-no-code = No me llega el código
help-no-code-answer =
    Espere { $resend-seconds ->
        [one] { $resend-seconds } segundo
       *[other] { $resend-seconds } segundos
    } y pulse «Enviar un código nuevo». Solo funciona el código más reciente, durante { code-minutes }.
    Compruebe que el teléfono tiene cobertura y que no bloquea remitentes desconocidos. Los fijos no reciben mensajes de texto: regístrelos con «Llamada de voz».
    Si tiene un segundo teléfono, elija «Usar otro teléfono».
help-no-mail = No me llega el correo
help-no-mail-answer =
    Busque un correo de { $brand } en la carpeta de correo no deseado.
    Claves de licencia: abra el pedido en la página de su cuenta. Allí verá cuándo se envió el correo y podrá volver a enviarlo. Si paga con factura, el correo se envía cuando nos llega el pago.
    Compruebe que el correo electrónico que figura en la página de su cuenta es el suyo.
help-lost-phone = He perdido el teléfono o he cambiado de número
help-lost-phone-answer =
    Inicie sesión con un código enviado a otro de sus teléfonos, abra «Gestionar los teléfonos» en su cuenta y elimine el que ha perdido.
    Si era su único teléfono, póngase en contacto con el servicio de asistencia: nadie puede cambiar sus teléfonos solo con su contraseña, ni siquiera usted.
help-no-mobile = No tengo teléfono móvil
help-no-mobile-answer = Registre un teléfono fijo y elija «Llamada de voz». Una voz lee el código y lo repite.
help-abroad = Estoy de viaje
help-abroad-answer = Los códigos pueden llegar a su teléfono allí donde tenga cobertura. Lo que cuenta es el número, no el lugar donde se encuentre usted.
help-locked = Mi cuenta está bloqueada
help-locked-answer =
    Tras { $lock-failures } códigos o contraseñas incorrectos seguidos, el inicio de sesión se bloquea durante { $lock-minutes ->
        [one] { $lock-minutes } minuto
       *[other] { $lock-minutes } minutos
    } y, después, durante más tiempo. La página indica cuándo podrá volver a intentarlo. Tras muchísimos intentos incorrectos, restablezca su contraseña y, después, introduzca un código de su teléfono.
    Si no ha sido usted, restablezca su contraseña: alguien está intentando acceder a su cuenta.
help-wrong-key = No se acepta mi clave de licencia
help-wrong-key-answer =
    Cópiela del correo y péguela. El último carácter es de control y detecta casi todos los errores al teclear.
    Cada clave se puede introducir una sola vez y en una sola cuenta. Si la ha introducido otra persona, pregunte a quien la compró.
help-proofing = No se ha podido verificar mi identidad
help-proofing-answer = Tras { $instant-attempts ->
        [one] un intento fallido
       *[other] { $instant-attempts } intentos fallidos
    } con las preguntas, elija la cita por videollamada. Tras { $proofing-attempts ->
        [one] un intento fallido
       *[other] { $proofing-attempts } intentos fallidos
    } en total, la licencia ya no se puede usar y necesita otra.
help-renewal = ¿Cuándo tengo que renovar?
help-renewal-answer = Desde { $renewal-opens-days ->
        [one] { $renewal-opens-days } día
       *[other] { $renewal-opens-days } días
    } antes de que caduque su Phone OTP hasta { $renewal-closes-months ->
        [one] { $renewal-closes-months } mes
       *[other] { $renewal-closes-months } meses
    } después. Entonces verá el botón en la página de su cuenta. Se lo recordaremos por correo.
help-refund = ¿Puedo devolver una licencia?
help-refund-answer = Sí, en { $refund-days ->
        [one] el día siguiente
       *[other] los { $refund-days } días siguientes
    } al pago, siempre que no se haya introducido su clave. Póngase en contacto con el servicio de asistencia e indique el número de pedido.
help-safety = ¿Cómo sé que son ustedes?
help-safety-answer =
    Nunca le pediremos un código por teléfono, correo o chat, y nuestros mensajes de texto nunca contienen enlaces. Introduzca los códigos únicamente en este sitio.
    Le avisamos por correo de cada cambio en sus teléfonos. Si no lo ha hecho usted, restablezca su contraseña y póngase en contacto con el servicio de asistencia.

## What is wrong with what was entered

fault-missing = Rellene este campo.
fault-choose = Elija una opción.
fault-email = Esta dirección de correo no es válida.
fault-range = Introduzca un número dentro de los límites permitidos.

## Problems: what happened and what to do

problem-connection-failed = Ha fallado la conexión. Vuelva a intentarlo.
problem-service-failed = El servicio no ha respondido. Vuelva a intentarlo.
problem-not-done = Hasta ahora, esto no se ha hecho. Vuelva a intentarlo.
problem-not-resent = No se ha podido enviar el mensaje nuevo. El código enviado antes sigue siendo válido hasta que se acabe su tiempo.
problem-perhaps-mailed = No sabemos si se ha enviado el correo. Mire en su buzón antes de volver a pedirlo.
problem-unnamed = Esto no ha funcionado y esta página no sabe por qué. Vuelva a cargarla.
problem-busy = El servicio está ocupado en este momento. Vuelva a intentarlo en unos segundos.
step-sign-in = Iniciar sesión
step-confirm-email = Confirmar el correo electrónico
step-send-email-code = Pedir un código
step-send-otp = Introducir un código
step-renew = Renovar
step-place-order = Ir a la tienda
step-enter-license = Introducir una clave de licencia
step-start-proofing = Verificar su identidad
step-redeem-proofing = Introducir el código de activación
step-register-phone = Registrar un teléfono
step-remove-phone = Gestionar los teléfonos
step-reset-password = Pedir otro enlace
step-contact-support = Ayuda
problem-invalid-request = No hemos entendido este dato. Revíselo, por favor.
problem-not-json = No hemos entendido la solicitud. Vuelva a cargar la página.
problem-body-too-large = El texto es demasiado largo. Acórtelo, por favor.
problem-cross-site-request = Su navegador no ha confirmado que la solicitud procede de esta página. Vuelva a cargar la página.
problem-another-account = Otra persona ha iniciado sesión en este navegador, así que no se ha hecho nada. Vuelva a cargar la página.
problem-not-found = Esto no existe o pertenece a otra persona.
problem-changed-meanwhile = Algo ha cambiado entretanto, quizá en otra pestaña. Compruébelo y repita la operación.
problem-unavailable = Una parte del servicio no responde, así que no se ha cambiado nada. Vuelva a intentarlo dentro de un momento.
problem-outcome-unknown = No sabemos si esto se ha hecho. Vuelva a intentarlo dentro de un momento.
problem-no-answer = No ha llegado ninguna respuesta, así que no sabemos si esto se ha hecho. Compruebe su conexión y vuelva a intentarlo.
problem-too-many-requests = Esta acción se ha repetido demasiadas veces.
problem-locked = Demasiados intentos incorrectos. Para proteger la cuenta, por ahora no se admiten más.
problem-locked-for-good = Demasiados intentos incorrectos. Restablezca su contraseña y, después, introduzca un código de su teléfono. Si no puede, póngase en contacto con el servicio de asistencia.
support-at = Asistencia: { $support }
problem-delivery-failed = No se ha podido enviar el mensaje. Vuelva a intentarlo dentro de un momento. Si era un código, también puede elegir otro teléfono.
problem-not-signed-in = Su sesión ya no está abierta. Inicie sesión para continuar.
problem-session-expired = Su sesión ha caducado. Inicie sesión para continuar.
problem-wrong-credentials = El ID de usuario o la contraseña no son correctos.
problem-user-id-taken = Este ID de usuario ya está en uso. Elija otro o, si es el suyo, inicie sesión.
problem-email-unconfirmed = Confirme primero su correo electrónico.
problem-email-confirmed-already = Su correo electrónico está confirmado y no se puede cambiar aquí.
problem-no-email-code-waiting = No hay ningún código pendiente. Pida que le enviemos uno.
problem-email-code-expired = El código ha caducado: era válido durante { email-code-minutes }. Pida otro.
problem-email-code-tries-used-up = Este código se ha probado demasiadas veces y ya no sirve. Pida otro.
problem-wrong-email-code = { $tries ->
    [0] El código no es correcto y era el último intento. Pida otro.
    [one] El código no es correcto. Queda un intento.
   *[other] El código no es correcto. Quedan { $tries } intentos.
}
problem-password-too-short = Es demasiado corta: use al menos { $password-min } caracteres.
problem-password-too-long = Es demasiado larga: use como máximo { $password-max } caracteres.
problem-password-guessable = Esta contraseña es fácil de adivinar. Use más palabras, sin relación entre sí y sin nada de su nombre ni de su correo electrónico.
problem-reset-link-dead = Este enlace ya no funciona: se ha usado este u otro, o tiene más de { reset-hours }.
problem-idempotency-key-reused = Un pedido que envió antes ya se ha realizado. Mire los pedidos en la página de su cuenta antes de volver a pedir.
problem-order-empty = El pedido está vacío.
problem-order-too-large = Un pedido puede tener { $order-units ->
        [one] una licencia
       *[other] { $order-units } licencias
    } como máximo. Divídalo en varios, por favor.
problem-product-not-sold = Este producto no está a la venta en este momento.
problem-order-unknown = En su cuenta no hay ningún pedido con este número.
problem-order-not-paid = El pedido aún no está pagado. Las claves se envían por correo en cuanto lo esté.
problem-order-paid-already = Este pedido ya está pagado.
problem-order-without-keys = Las renovaciones no tienen claves de licencia.
problem-not-an-invoice = Este pedido no se paga con factura.
problem-not-by-card = Este pedido se paga con factura, no con tarjeta.
problem-card-not-offered = Aquí no se aceptan tarjetas. Elija «Factura».
problem-signature-invalid = El aviso de pago no es auténtico.
problem-key-malformed = Faltan caracteres. Compruebe lo que ha introducido.
problem-key-mistyped = Hay un carácter mal escrito. Compruebe lo que ha introducido.
problem-license-unknown = No hay ninguna licencia con esta clave. Compárela con la del correo.
problem-license-used = Esta clave de licencia ya se ha usado, en esta cuenta o en otra.
problem-license-lapsed = El plazo de validez de esta licencia ha terminado. Compre una nueva.
problem-license-spent = No hemos podido verificar su identidad y no quedan más intentos: esta licencia ya no se puede usar. Compre otra para volver a intentarlo.
problem-renew-instead = Ya tiene Phone OTP: renuévelo. Sus teléfonos siguen registrados.
problem-no-credential = Aún no tiene Phone OTP. Introduzca primero una clave de licencia.
problem-credential-expired = Su Phone OTP ha caducado, así que no se envían códigos. Renuévelo: sus teléfonos siguen registrados.
problem-renewal-not-open = Podrá renovar a partir del { $opens }.
problem-renewal-closed = El plazo de renovación terminó el { $closed }. Compre una licencia nueva.
problem-proofing-needed = Verifique primero su identidad.
problem-proofing-not-needed = Su producto no requiere verificación de identidad.
problem-already-proofed = Su identidad ya está verificada.
problem-legal-name-fixed = El nombre legal completo ya se confirmó y no se puede cambiar.
problem-instant-proofing-us-only = Las preguntas son solo para personas que viven en Estados Unidos. Elija la cita por videollamada.
problem-instant-not-offered = Aquí no se ofrece la opción de las preguntas. Elija la cita por videollamada.
problem-only-video-left = { $instant-attempts ->
        [one] Ha fallado un intento con las preguntas.
       *[other] Han fallado { $instant-attempts } intentos con las preguntas.
    } Elija la cita por videollamada.
problem-appointment-out-of-range = La cita debe ser como muy pronto dentro de { appointment-notice-hours } y como muy tarde dentro de { appointment-horizon-days }.
problem-no-questions-waiting = El tiempo para las preguntas ha terminado. Empiece de nuevo: esto no cuenta como intento fallido.
problem-answers-incomplete = Responda a todas las preguntas, por favor.
problem-no-appointment = No hay ninguna cita pendiente de resultado.
problem-wrong-activation-code = Este no es su código de activación. Compárelo con el que le dio el agente.
problem-activation-code-expired = Este código de activación tiene más de { activation-code-days }. Reserve otra cita.
problem-activation-code-waiting = El agente ya le ha dado un código de activación. Introdúzcalo más abajo.
problem-not-a-phone-number = No es un número de teléfono de ese país. Compruebe ambos, por favor.
problem-phone-type-refused = Los números de este tipo (gratuitos, de tarificación especial, buscapersonas y similares) no pueden recibir códigos. Elija otro.
problem-phone-cannot-text = Este teléfono es fijo y no recibe mensajes de texto. Elija «Llamada de voz».
problem-phone-not-covered = Su producto no cubre este número: los productos para EE. UU. cubren los 50 estados y Washington D. C.; los internacionales, todos los demás números.
problem-country-not-served = No enviamos códigos a este país.
problem-number-range-blocked = Por ahora no enviamos códigos a números de esta serie. Elija otro teléfono.
problem-phone-duplicate = Este número ya está registrado.
problem-too-many-phones = Tiene { phones }, que es el máximo. Elimine uno para añadir otro.
problem-phone-unknown = Este teléfono ya no está registrado.
problem-last-active-phone = Este es su único teléfono en funcionamiento. Añada otro antes de eliminarlo.
problem-phone-otp-needed = Introduzca primero un código recibido en uno de sus teléfonos.
problem-no-code-waiting = No hay ningún código pendiente, quizá porque se envió o se usó otro más reciente. Pida un código nuevo.
problem-code-expired = El código ha caducado: era válido durante { code-minutes }. Pida un código nuevo.
problem-code-tries-used-up = Este código se ha probado demasiadas veces y ya no sirve. Pida un código nuevo.
problem-wrong-code = { $tries ->
    [0] El código no es correcto y era el último intento. Pida un código nuevo.
    [one] El código no es correcto. Queda un intento.
   *[other] El código no es correcto. Quedan { $tries } intentos.
}
problem-login-requirements-not-met = Esta aplicación exige más de lo que ofrece su sesión actual.
problem-authorization-expired = Se ha agotado el tiempo para iniciar sesión en la aplicación. Abra de nuevo la aplicación.

## The frame of every page

loading = 読み込み中…
please-wait = お待ちください…
optional = （任意）
reload = ページを再読み込み
try-again = もう一度試す
try-again-in = あと{ $time }で、もう一度お試しいただけます。
try-again-now = もう一度お試しいただけます。
try-again-on = { $day }以降に、もう一度お試しいただけます。お急ぎの場合は、サポートにお問い合わせください。
back = 戻る
skip-to-content = 本文へ移動
language = 言語
nav-label = メインメニュー
nav-account = マイアカウント
nav-applications = アプリケーション
nav-store = ストア
nav-help = ヘルプ
sign-out = ログアウト
strength-label = 認証強度：
strength-password = パスワード
strength-phone-otp = Phone OTP
expires-on = 有効期限：{ $day }
expired-on = { $day }に期限切れ
session-ended = セッションが終了しました。続きから再開するには、ログインしてください。
another-account = このブラウザーで別の方がログインしたため、このページにはその方のアカウントが表示されています。
sign-in-first = 続けるには、ログインしてください。
broken-title = このページで問題が発生しました
broken = 当サービスの不具合です。どこまで完了したかは、ページを再読み込みしてご確認ください。
outdated-title = ページの一部を読み込めませんでした
outdated = 接続に失敗したか、このポータルが更新された可能性があります。どちらの場合も、ページを再読み込みすると解決します。
nowhere-title = ページが見つかりません
nowhere = アドレスが間違っているか、古くなっている可能性があります。

## Numbers with their units, as other messages say them

phones = { $phones }台
activation-code-days = { $activation-code-days }日
appointment-notice-hours = { $appointment-notice-hours }時間
appointment-horizon-days = { $appointment-horizon-days }日

## Signing up and signing in

sign-in = ログイン
sign-in-lead = ユーザーIDとパスワードを入力してください。Phone OTPをお持ちの方は、続けてコードを入力します。
sign-in-link = アカウントをお持ちの方はログイン
sign-up = アカウントを作成
sign-up-lead = Phone OTPの購入やライセンスキーの使用には、アカウントが必要です。
sign-up-link = アカウントを作成
reset-link = パスワードをお忘れですか？
user-id = ユーザーID
user-id-hint = 半角で{ $user-id-min }～{ $user-id-max }文字。英字、数字、記号（. _ - @ +）を使えます。
password = パスワード
new-password = 新しいパスワード
password-hint = { $password-min }文字以上。関連のない単語をいくつか組み合わせると、覚えやすく、推測されにくくなります。
show-password = 表示
legal-name = 氏名（本名）
legal-name-hint = パスポートや身分証明書の記載どおりに入力してください。
email = メールアドレス
email-hint = ライセンスキーやセキュリティに関するお知らせをお送りします。
email-likely = { $email } ではありませんか？
email-likely-use = このアドレスを使う
country = 国・地域
country-hint = お住まいの国・地域です。ご利用いただける本人確認の方法は、国・地域によって異なります。
reset-title = パスワードの再設定
reset-lead = ユーザーIDを入力してください。アカウントのメールアドレスにリンクをお送りします。
reset-submit = リンクをメールで受け取る
reset-sent-title = メールをご確認ください
reset-sent = 該当するアカウントがあり、メールアドレスが確認待ちでない場合は、リンクをメールでお送りします。リンクは{ reset-hours }以内に一度だけご利用いただけます。
reset-again = リンクをもう一度受け取る
no-mail-hint = メールが届きませんか？迷惑メールフォルダーもご確認ください。
choose-password-title = 新しいパスワードの設定
choose-password-lead = この端末とほかの端末で、お使いのアカウントのセッションがすべて終了します。ご登録の電話はそのまま残ります。
choose-password-submit = パスワードを設定
password-changed = パスワードを変更しました。新しいパスワードでログインしてください。
password-perhaps-changed = パスワードはおそらく変更されていますが、確認できません。新しいパスワードでログインしてください。ログインできない場合は、リンクをもう一度お取り寄せください。

## The address of the account

email-title = メールアドレスの確認
email-lead = { $email } 宛てにコードを送信しています。{ $time }までにここに入力してください。
email-lead-unsent = { $email } 宛てにコードを送信します。入力すると、ご本人のアドレスであることが確認されます。
email-why = アドレスが確認されるまで、ほかのメールは送信されず、ご注文のお支払いもできません。
email-why-now = すべての方にメールアドレスの確認をお願いしています。確認が済むと、ご注文をカードでお支払いいただけます。
email-code-hint = { $email-code-digits }桁の数字です。
email-submit = 確認する
email-send = コードをメールで受け取る
email-resend = コードをもう一度受け取る
email-resend-in = あと{ $time }で、コードをもう一度受け取れます。
email-sent = { $email } 宛てにコードを送信しています。
email-correct = アドレスが間違っている場合
email-correct-title = メールアドレスの訂正
email-correct-lead = 正しいアドレスにコードを送信します。以前のコードは使えなくなります。
email-correct-submit = 保存してコードを受け取る
email-needs-code = アカウントを保護するため、アドレスを変更する前に、ご登録の電話に届くコードを入力してください。
email-later = あとで
email-confirmed = メールアドレス { $email } は確認済みです。
email-confirm = 確認する

## The account

account-title = ようこそ、{ $name }様
elevate-title = パスワードのみでログインしています
elevate = 一部のアプリケーションを開くには、電話に届くコードの入力が必要です。
elevate-submit = コードを入力
next-title = 次のステップ
next-confirm-email = メールアドレスがご本人のものであることを確認してください。お送りするコードを入力します。
next-enter-license = Phone OTPを利用するには、ライセンスキーを入力してください。お持ちでない場合は、ストアでご購入いただけます。
next-license-spent = 本人確認が完了しないまま、試せる回数がなくなりました。このライセンスはもうご利用いただけません。もう一度試すには、別のライセンスが必要です。
next-start-proofing = お使いの製品には本人確認が含まれています。本人確認を済ませてから、電話を登録してください。
next-answer-questions = ご本人に関する質問が用意されています。質問に答えて、本人確認を行ってください。
next-keep-appointment = 担当者とのビデオ通話を予約済みです。通話が終わったら、担当者からお伝えするアクティベーションコードを入力してください。
next-enter-activation-code = 担当者による本人確認が完了しました。担当者からお伝えしたアクティベーションコードを入力してください。
next-register-phone = コードを受け取る電話を登録してください。
next-activate-phone = 電話は登録済みですが、最初のコードがまだ入力されていません。
next-add-second-phone = ご登録の電話は一台だけです。もう一台登録しておくと、最初の電話をなくしてもログインできます。
next-renew = Phone OTPの有効期限が切れています。更新してください。ご登録の電話はそのまま残ります。
do-confirm-email = メールアドレスを確認
do-enter-license = ライセンスキーを入力
do-buy = ライセンスを購入
do-start-proofing = 本人確認を行う
do-answer-questions = 質問に答える
do-keep-appointment = 予約を確認
do-enter-activation-code = アクティベーションコードを入力
do-register-phone = 電話を登録
do-activate-phone = 最初のコードを入力
do-add-second-phone = 電話を追加
do-renew = 更新する
go-on = 次へ
credential-title = Phone OTP
credential-state = 状態
credential-product = 製品
credential-purchased = 支払日
credential-expires = 有効期限
credential-expired = 期限切れの日
credential-renewal = 更新
state-proofing-needed = 本人確認が未完了
state-ready-for-phone = 電話を登録できます
state-active = 有効
state-expired = 期限切れ
state-spent = 利用不可
renewal-from = { $day }から更新できます。
renewal-closed = 更新できる期間が終了しました。新しいライセンスを購入してから、電話を登録し直してください。
renew = 更新する
phones-title = ご登録の電話
channel-text = テキストメッセージ（SMS）
channel-text-more = 携帯電話でご利用いただけます。
channel-voice = 音声通話
channel-voice-more = 固定電話を含む、すべての電話でご利用いただけます。音声でコードを読み上げ、もう一度繰り返します。
phone-pending = 最初のコードが未入力
manage-phones = 電話を管理
orders-title = ご注文
order-awaiting-payment = お支払い待ち
order-payment-declined = カード利用不可
order-paid = お支払い済み
profile-title = プロフィール

## Applications

applications-lead = ご利用いただけるアプリケーションと、それぞれを開くための条件です。
applications-none = アプリケーションはまだ設定されていません。
application-open = 利用可能
application-closed = 条件が不足しています
application-going = アプリケーションを開いています…
requires-password = パスワードで開けます。
requires-password-proofed = 本人確認済みの方のみ、パスワードで開けます。
requires-phone-otp = 電話に届くコードで開けます。
requires-phone-otp-proofed = 本人確認済みの方のみ、電話に届くコードで開けます。
requirements-not-met = ログイン条件を満たしていません
requirements-of = 現在のログイン方法では、{ $name }を開けません。
missing-code = 電話に届くコードを入力すると、開けるようになります。
missing-fresh-code = 電話に届く新しいコードを入力すると、開けるようになります。
missing-sign-in = 開くには、もう一度ログインしてください。
missing-phone = 開くにはPhone OTPが必要です。次のステップは、マイアカウントでご確認ください。
missing-phone-go = マイアカウントへ
missing-proofing = 開くには、本人確認を行ってください。
missing-proofed-credential = 開くには、本人確認付きの製品が必要です。
missing-proofed-later = 本人確認が必要ですが、ご利用中のPhone OTPには含まれていません。本人確認付きのライセンスは、更新期間が終わる{ $day }以降にご利用いただけます。お急ぎの場合は、サポートにお問い合わせください。
back-to-applications = すべてのアプリケーション

## What applications ask for, and the way back to them

asking-label = ログイン先のアプリケーション
asking = { $name }にログインしようとしています。
asking-go-on = { $name }へ進む
asking-cancel = キャンセルして{ $name }に戻る
fresh-code = コードは、入力から{ $time }以内のものに限ります。
fresh-code-each = 毎回、新しいコードを入力します。
fresh-sign-in = ログインから{ $time }以内の方に限ります。
fresh-sign-in-each = 毎回、ログインし直します。
request-title = アプリケーションへのログイン
request-sign-in = { $name }にログイン
request-sign-in-again = { $name }を開くために、もう一度ログイン
request-why-again = すでにログインしていますが、{ $name }がご本人であることの再確認、またはほかの方のログインを求めています。
request-step = { $name }を開く前に
request-unreachable = この条件を満たすために、ここでできる手続きはありません。サポートにお問い合わせください。
request-going = { $name }を開いています…
request-answered-title = すでに{ $name }へ進んでいます
request-answered = このログインは、別のタブなどですでに完了しています。このページを閉じるか、アプリケーションをもう一度開いてください。
request-expired-title = ログインの制限時間が過ぎました
request-expired = アプリケーションがログインを待つ時間には限りがあります。もう一度開いて、最初からやり直してください。ライセンスの購入など、ここで済ませた手続きは保存されています。
request-unknown-title = このログインが見つかりません
request-unknown = 別のブラウザーで始めたログインか、すでに終わったログインの可能性があります。
request-start-again = アプリケーションに戻り、そこからログインしてください。
open-again = { $name }をもう一度開く
round-title = { $name }が同じ手続きをもう一度求めています
round = この手続きは先ほど済んでいますが、アプリケーションがまだ求めています。もう一度だけお試しください。それでも進めない場合は、アプリケーションに戻るか、サポートにお問い合わせください。
round-person = { $user }としてログインしています。{ $name }がほかの方を求めている場合は、その方がログインする必要があります。
round-again = もう一度行う
consent-title = { $name }に情報を提供しますか？
consent-lead = 同意すると、{ $name }に次の情報を伝えます。
consent-openid = ここにログインした日時と方法（ほかのことは何も分からないIDを使います）
consent-profile = 氏名（本名）と、メールの言語
consent-email = メールアドレスと、それが確認済みかどうか
consent-phone = 電話番号、またはその末尾の数字
consent-proofing = 本人確認の有無、日時、方法と、確認された氏名
consent-once = { $name }がこれ以外の情報を求めない限り、再びお尋ねすることはありません。
consent-each-time = お使いの端末にあるほかのプログラムが{ $name }になりすますことができるため、毎回お尋ねします。ご自分で{ $name }を開いた直後の場合に限り、同意してください。
consent-agree = 同意して進む
sign-out-title = ログアウトしますか？
sign-out-from = { $name }から、ここでもログアウトするかどうかの確認です。
sign-out-more = ここからログアウトします。ここから開いたアプリケーションにも知らせるので、そちらでもログアウトできるようになります。
sign-out-stay = ログインしたままにする
signed-out = ログアウトしました。
error-title = アプリケーションの要求に問題があります
error-unknown-application = ここへ案内したアプリケーションは、このポータルに登録されていません。そのため、何も伝えていません。アプリケーションの運営者にお知らせください。
error-redirect-address = アプリケーションが、登録されていないアドレスへ戻るよう求めたため、移動を中止しました。アプリケーションの運営者にお知らせください。
error-request-expired = ログインの制限時間が過ぎました。アプリケーションに戻り、そこからログインしてください。
error-another-browser = このログインは別のブラウザーで始められました。そのブラウザーで続けるか、このブラウザーでアプリケーションをもう一度開いてください。
error-sign-out-address = アプリケーションが、自身のものではない情報でログアウトを求めたため、ログアウトしていません。このポータルのどのページからでもログアウトできます。
error-other = アプリケーションの要求を処理できませんでした。アプリケーションに戻り、もう一度お試しください。繰り返し起こる場合は、アプリケーションの運営者にお知らせください。

## The store

store-title = ストア
store-lead = いくつかの質問に答えると、最適な製品が見つかります。ライセンスはお一人様につき一つで、お支払い日から、製品名に記載の期間有効です。
store-where = コードを受け取る電話は、どこで契約していますか？
store-where-us = アメリカの50州またはワシントンD.C.
store-where-us-more = 今いる場所ではなく、電話番号の地域をお選びください。
store-where-international = それ以外の国・地域
store-where-international-more = プエルトリコ、グアムなどのアメリカ領も含みます。
store-proofing = 本人確認が必要なアプリケーションを使いますか？
store-proofing-hint = それぞれの条件は「アプリケーション」のページでご確認いただけます。わからない場合は、ご利用を案内した方にお問い合わせください。
store-proofing-yes = はい、本人確認付きにします
store-proofing-yes-more = 質問に答えるか（アメリカのみ）、顔写真付きの身分証明書を用意して担当者とビデオ通話で話します。
store-proofing-no = いいえ、コードだけでかまいません
store-proofing-no-more = すぐに電話の登録に進めます。
store-term = どのくらいの期間ご利用になりますか？
store-term-years = { $years }年間
store-renew = すでにPhone OTPをお持ちで、更新できます。更新すると、ご登録の電話がそのまま残ります。こちらでは、ほかの方の分だけをご購入ください。
store-have = すでにPhone OTPをお持ちです（有効期限：{ $day }）。今ご購入になるライセンスはほかの方用で、ご自身では入力できません。
price = 価格
price-term = { $years }年分
renewal-price = 更新
quantity = 数量
quantity-hint = ライセンスはお一人様につき一つ必要です。入力前のライセンスキーは、ほかの方に譲ることができます。
add-to-cart = カートに入れる
to-cart = カートを見る（ライセンス{ $count }件）
all-products = すべての製品と価格
cart-title = カート
cart-empty = カートは空です。
remove = 削除
remove-named = { $name }を削除
keep = 削除しない
total = 合計：{ $total }
to-checkout = ご購入手続きへ
shop-on = 買い物を続ける
change-cart = カートを変更
checkout-title = ご購入手続き
order-summary = ご注文内容
payment-method = お支払い方法
pay-card = カード
pay-card-more = 決済サービスのページでお支払いいただきます。数分で反映されます。
pay-invoice = 請求書払い
pay-invoice-more = 銀行振込でのお支払いです。ご入金の確認後に反映されます。
billing-address = 請求先住所
address-name = お名前または会社名
address-line1 = 町名・番地
address-line2 = 建物名・部屋番号・部署名
address-city = 市区町村
address-region = 都道府県・州
address-postal-code = 郵便番号
for-others = このご注文は、すべてほかの方の分です
for-others-more = ご自身のPhone OTPは更新できます。新しいライセンスを購入するよりお得です。
place-order = 注文を確定する
place-order-card = 注文を確定して{ $total }を支払う
order-placed = ありがとうございます。ご注文番号は{ $number }です。
order-placed-before = 最初の操作で注文が完了していました。こちらがそのときの内容の注文 { $number } です。

## Orders

order-title = ご注文 { $number }
order-waits-for-email = ご注文を受け付けました。メールアドレスを確認すると、お支払いいただけます。
order-mail-waits-for-email = メールアドレスの確認が済み次第、ライセンスキーをお送りします。
order-renewal-waits-for-email = Phone OTPは更新されました。メールアドレスの確認が済み次第、確認メールをお送りします。
order-awaiting-card = お支払いはまだ確認できていません。
order-awaiting-invoice = 注文番号 { $number } を明記のうえ、代金をお振り込みください。ご入金を確認しだい、メールでお知らせします。このページは閉じてもかまいません。
order-declined-more = カードをご利用いただけませんでした。もう一度試すか、別のカードをお使いください。
order-mailing = ライセンスキーのメールを送信しています。
order-mailed = ライセンスキーをメールでお送りしました。
order-not-mailed = ライセンスキーをメールでお送りできませんでした。メールサービスがお客様のアドレスを受け付けません。下のボタンからもう一度お試しください。それでも届かない場合は、注文番号 { $number } を添えてサポートにお問い合わせください。
order-unapplied-paid-before = このご注文に別のお支払いがありました。返金については、注文番号 { $number } を添えてサポートにお問い合わせください。
order-unapplied-amount-differs = ご注文の合計と異なる金額のお支払いがありました。もう一度お支払いにならず、注文番号 { $number } を添えてサポートにお問い合わせください。
order-unapplied-not-renewable = お支払いを確認しましたが、ご注文のあとにPhone OTPが変更されたため、更新していません。注文番号 { $number } を添えてサポートにお問い合わせください。
order-renewing = Phone OTPを更新しました。ご登録の電話はそのまま残ります。確認メールを送信しています。
order-renewed = Phone OTPを更新しました。ご登録の電話はそのまま残ります。
look-again = もう一度確認する
order-followed = このページは自動的に更新されます。
pay-now = { $total }を支払う
line-renewal = 更新
order-placed-at = ご注文日時
order-method = お支払い方法
order-paid-at = お支払い日時
order-mailed-at = メール送信日時
order-keys = ライセンスキー
order-keys-more = ライセンスキーの全体は、メールにのみ記載されています。一つのキーを使えるのはお一人様だけです。
resend-mail = ライセンスキーのメールを再送信
mail-resent = 同じライセンスキーのメールを再送信しました。
to-order = ご注文を見る

## Renewal

renew-title = Phone OTPの更新
renew-early = 新しい有効期間は、現在の有効期間が終わった時点から始まります。今更新しても、残りの期間は無駄になりません。
renew-late = 新しい有効期間は、お支払いの時点から始まります。ご登録の電話はそのまま残ります。
renew-nothing = 更新できるPhone OTPがありません。ストアでライセンスをご購入ください。
renew-unpaid = 更新のご注文{ $number }のお支払いが済んでいません。新たに注文せず、このご注文のお支払いを済ませてください。
order-again = それでももう一度注文する
renewal-until = 更新できる期限

## The license key

license-title = ライセンスキーの入力
license-lead = ライセンスキーは、件名が「ライセンスキーのご案内」のメールに記載されています。一度入力するとお使いのアカウント専用になり、ほかのアカウントでは使えなくなります。
license-key = ライセンスキー
license-key-hint = { $license-key-symbols }文字の英字と数字です。大文字と小文字の違い、スペースやハイフンの有無は問いません。
license-submit = このライセンスキーを使う
license-not-needed = すでにPhone OTPをお持ちです。ライセンスキーは入力すると使用済みになります。このまま保管するか、ほかの方にお譲りください。
license-none = ライセンスキーをお持ちでない場合：
license-entered = ライセンスキーを受け付けました。
key-foreign-symbol = 「U」の文字は使われていません。入力内容をご確認ください。
key-too-long = 文字数が多すぎます。入力内容をご確認ください。

## Proofing

proofing-title = 本人確認
proofing-lead = お使いの製品には本人確認が含まれています。行うのは一度だけです。回答や書類は確認のみに使用し、保存しません。
proofing-done = 必要な本人確認はありません。
proofing-passed = 本人確認が完了しました。続けて、電話を登録してください。
proofing-failures = 本人確認に{ $failures }回失敗しました。あと{ $left }回お試しいただけます。それでも確認できない場合、このライセンスは使えなくなります。
proofing-other = 予約または方法を変更
legal-name-confirm = 氏名（本名）をご確認ください
legal-name-confirm-hint = 顔写真付きの身分証明書と同じ氏名を入力してください。次に進むと変更できません。
legal-name-is = 氏名（本名）：{ $name }
proofing-method = 本人確認の方法をお選びください
proofing-video-only = 質問による本人確認は、アメリカにお住まいで、試せる回数が残っている方のみご利用いただけます。
method-instant = 今すぐ質問に答える
method-instant-more = ご本人にしかわからない質問を、信用情報機関がお尋ねします。数分で終わります。
method-video = 担当者とビデオ通話で話す
method-video-more = ご希望の日時を選び、顔写真付きの身分証明書を提示していただきます。
questions-start = 質問を表示
questions-title = ご本人に関する質問
questions-lead = 信用情報機関からの質問は英語です。当てはまるものがない場合は「None of these」をお選びください。
questions-time = 残り時間：{ $time }
questions-submit = 回答を送信
questions-over = 質問の回答時間が終了しました。失敗には数えられませんので、もう一度お試しください。
appointment-when = ご希望の日時
appointment-when-hint = 今から{ appointment-notice-hours }後～{ appointment-horizon-days }後の日時を、お使いのタイムゾーン（{ $zone }）でお選びください。
appointment-submit = 予約する
appointment-made = 予約が完了しました。
appointment-title = ご予約
appointment-prepare = 顔写真付きの有効な身分証明書とカメラを用意し、明るい場所でお待ちください。予約の時刻に担当者からおかけします。通話の最後に、アクティベーションコードをお伝えします。
appointment-calendar = カレンダーに追加
calendar-summary = ビデオ通話での本人確認（{ $brand }）
calendar-description = 顔写真付きの有効な身分証明書をご用意ください。通話の最後に担当者からお伝えするアクティベーションコードを、ポータルで入力してください。
activation-title = ビデオ通話が終わったら
activation-code = アクティベーションコード
activation-code-hint = 担当者からお伝えした{ $activation-code-symbols }文字の英字と数字です。{ activation-code-days }間有効です。
activation-submit = 本人確認を完了する

## Phones

phones-lead = コードを受け取る電話を{ phones }まで登録できます。ログインのたびに、使う電話をお選びいただけます。
phones-need-code = アカウント保護のため、電話を変更するには、ご登録の電話のいずれかに届くコードの入力が必要です。
phones-done = 完了してマイアカウントへ
phones-restricted = テキストメッセージ（SMS）や音声通話で届くコードは便利ですが、電話番号を乗っ取られると盗み取られるおそれがあります。電話が突然つながらなくなった場合は、電話会社に問い合わせ、パスワードを再設定してください。
phone-first = 最初の電話を登録
phone-another = 別の電話を登録
phone-channel = コードの受け取り方法
phone-country = 電話番号の国・地域
phone-country-us = お使いの製品は、アメリカの50州とワシントンD.C.の電話番号に対応しています。
phone-country-international = お使いの製品は、アメリカの50州とワシントンD.C.を除く、すべての電話番号に対応しています。
phone-number = 電話番号
phone-number-hint = その国・地域の中でかけるときの番号を入力してください。
phone-register = 登録してコードを送信
phone-remove-sure = この電話を削除しますか？
phone-removed = { $number }を削除しました。
phone-active = { $number }でコードを受け取れるようになりました。

## Codes

code-title = コードの入力
code-lead = 電話をお選びください。{ code-minutes }間有効なコードをお送りします。
code-first-lead = この電話に最初のコードをお送りします。コードを入力すると、ご自身の電話であることを確認できます。
code-phone = コードの送信先
code-send = コードを送信
code-perhaps-sent = { $number }にコードが送信されたかどうか確認できません。届いた場合は入力してください。届かない場合は、新しいコードをお受け取りください。
code-sent-text = コードを記載したテキストメッセージ（SMS）を{ $number }にお送りしました。
code-sent-voice = { $number }に電話をおかけし、音声でコードをお伝えします。
code = コード
code-hint = { $code-digits }桁の数字です。
code-submit = 確認する
code-time = 有効時間：残り{ $time }
code-tries = あと{ $tries }回入力できます
code-resend = 新しいコードを受け取る
code-resend-in = あと{ $time }で、新しいコードを受け取れます。
code-other-phone = 別の電話を使う
code-have = コードをすでに受け取りました
code-none-came = コードが届かない場合
code-skip = コードを入力せずに続ける
code-no-phone = コードを受け取れる電話がありません。
code-not-needed = すでにPhone OTPでログインしています。
code-right = Phone OTPでログインしました。

## Help

help-title = ヘルプ
help-lead = よくあるご質問にお答えします。
help-no-code = コードが届きません
help-no-code-answer =
    { $resend-seconds }秒ほど待ってから、「新しいコードを受け取る」を押してください。使えるのは最新のコードだけで、{ code-minutes }間有効です。
    電話の電波が届いているか、知らない相手からの着信や受信を拒否していないかをご確認ください。固定電話はテキストメッセージ（SMS）を受信できません。「音声通話」で登録してください。
    別の電話も登録している場合は、「別の電話を使う」をお選びください。
help-no-mail = メールが届きません
help-no-mail-answer =
    迷惑メールフォルダーに{ $brand }からのメールがないかご確認ください。
    ライセンスキーの場合は、マイアカウントのページからご注文を開いてください。メールの送信日時の確認と、メールの再送信ができます。請求書払いのご注文では、お支払いの確認後にメールをお送りします。
    マイアカウントのページに表示されているメールアドレスが正しいかご確認ください。
help-lost-phone = 電話をなくしました／電話番号が変わりました
help-lost-phone-answer =
    ほかのご登録の電話に届くコードでログインし、アカウントのページで「電話を管理」を開いて、なくした電話を削除してください。
    ご登録の電話がその一台だけの場合は、サポートにお問い合わせください。パスワードだけでは、ご本人を含め、だれもご登録の電話を変更できません。
help-no-mobile = 携帯電話を持っていません
help-no-mobile-answer = 固定電話を登録し、「音声通話」をお選びください。音声でコードを読み上げ、もう一度繰り返します。
help-abroad = 旅行中です
help-abroad-answer = 電話がつながる場所であれば、どこでもコードを受け取れます。製品の対象になるかどうかは、今いる場所ではなく電話番号で決まります。
help-locked = ログインできなくなりました
help-locked-answer =
    コードまたはパスワードを{ $lock-failures }回続けて間違えると、{ $lock-minutes }分間ログインできなくなります。その後も間違えると、さらに長い時間ログインできません。もう一度お試しいただける時刻はページに表示されます。間違いが非常に多い場合は、パスワードを再設定してから、電話に届いたコードを入力してください。
    お心当たりがない場合は、だれかが不正にログインしようとしています。パスワードを再設定してください。
help-wrong-key = ライセンスキーが受け付けられません
help-wrong-key-answer =
    メールからコピーして貼り付けてください。末尾のチェック文字により、入力の誤りはほとんど検出されます。
    ライセンスキーは、一つのアカウントで一度だけ入力できます。ほかの方がすでに入力している場合は、購入した方にお問い合わせください。
help-proofing = 本人確認ができませんでした
help-proofing-answer = 質問による本人確認に{ $instant-attempts }回失敗した場合は、ビデオ通話を予約してください。失敗が合計{ $proofing-attempts }回になるとライセンスは使えなくなり、別のライセンスが必要になります。
help-renewal = いつ更新できますか？
help-renewal-answer = Phone OTPの有効期限の{ $renewal-opens-days }日前から、期限後{ $renewal-closes-months }か月まで更新できます。更新できる期間になると、マイアカウントのページにボタンが表示されます。メールでもお知らせします。
help-refund = ライセンスを返品できますか？
help-refund-answer = はい。ライセンスキーが入力されていなければ、お支払いから{ $refund-days }日以内に限り返品できます。ご注文番号を添えて、サポートにお問い合わせください。
help-safety = 本物かどうか、どうすればわかりますか？
help-safety-answer =
    当サービスが電話、メール、チャットでコードをお尋ねすることはありません。テキストメッセージ（SMS）にリンクを記載することもありません。コードは、必ずこのページで入力してください。
    ご登録の電話に変更があると、必ずメールでお知らせします。お心当たりのない変更があった場合は、パスワードを再設定し、サポートにお問い合わせください。

## What is wrong with what was entered

fault-missing = この項目を入力してください。
fault-choose = いずれか一つを選択してください。
fault-email = メールアドレスの形式が正しくありません。
fault-range = 範囲内の数値を入力してください。

## Problems: what happened and what to do

problem-connection-failed = 接続に失敗しました。もう一度お試しください。
problem-service-failed = サービスから応答がありませんでした。もう一度お試しください。
problem-not-done = 今のところ完了していません。もう一度お試しください。
problem-not-resent = 新しいメッセージを送信できませんでした。前に送信したコードは、有効時間が終わるまでお使いいただけます。
problem-perhaps-mailed = メールが送信されたかどうか確認できません。もう一度依頼する前に、メールボックスをご確認ください。
problem-unnamed = 操作を完了できませんでした。原因がわからないため、ページを再読み込みしてください。
problem-busy = 現在、混み合っています。数秒後にもう一度お試しください。
step-sign-in = ログイン
step-confirm-email = メールアドレスを確認
step-send-email-code = コードを受け取る
step-send-otp = コードを入力
step-renew = 更新する
step-place-order = ストアへ
step-enter-license = ライセンスキーを入力
step-start-proofing = 本人確認を行う
step-redeem-proofing = アクティベーションコードを入力
step-register-phone = 電話を登録
step-remove-phone = 電話を管理
step-reset-password = リンクをもう一度受け取る
step-contact-support = ヘルプ
problem-invalid-request = 入力内容を認識できませんでした。ご確認ください。
problem-not-json = リクエストを認識できませんでした。ページを再読み込みしてください。
problem-body-too-large = 文字数が多すぎます。短くしてください。
problem-cross-site-request = このページからのリクエストであることを、ブラウザーで確認できませんでした。ページを再読み込みしてください。
problem-another-account = このブラウザーで別の方がログインしたため、何も行われませんでした。ページを再読み込みしてください。
problem-not-found = 見つからないか、ほかの方のものです。
problem-changed-meanwhile = 別のタブなどで、内容が変更されました。もう一度内容を確認してから、やり直してください。
problem-unavailable = サービスの一部が応答していないため、何も変更されていません。しばらくしてから、もう一度お試しください。
problem-outcome-unknown = 完了したかどうか確認できません。しばらくしてから、もう一度お試しください。
problem-no-answer = 応答がなかったため、完了したかどうか確認できません。接続を確認してから、もう一度お試しください。
problem-too-many-requests = 操作の回数が上限を超えました。
problem-locked = 間違った入力が続きました。アカウント保護のため、現在は入力を受け付けていません。
problem-locked-for-good = 間違った入力が続きました。パスワードを再設定してから、電話に届いたコードを入力してください。できない場合は、サポートにお問い合わせください。
support-at = お問い合わせ先：{ $support }
problem-delivery-failed = メッセージを送信できませんでした。しばらくしてから、もう一度お試しください。コードの場合は、別の電話を選ぶこともできます。
problem-not-signed-in = ログインしていません。続けるには、ログインしてください。
problem-session-expired = セッションが終了しました。続けるには、ログインしてください。
problem-wrong-credentials = ユーザーIDまたはパスワードが正しくありません。
problem-user-id-taken = このユーザーIDはすでに使われています。別のユーザーIDを選ぶか、ご自身のものであればログインしてください。
problem-email-unconfirmed = 先にメールアドレスを確認してください。
problem-email-confirmed-already = メールアドレスは確認済みで、ここでは変更できません。
problem-no-email-code-waiting = 入力できるコードがありません。コードを受け取ってください。
problem-email-code-expired = コードの有効時間（{ email-code-minutes }）が過ぎました。もう一度コードを受け取ってください。
problem-email-code-tries-used-up = 入力できる回数を超えたため、このコードは使えなくなりました。もう一度コードを受け取ってください。
problem-wrong-email-code = { $tries ->
    [0] コードが正しくありません。入力できる回数がなくなりました。もう一度コードを受け取ってください。
   *[other] コードが正しくありません。あと{ $tries }回入力できます。
}
problem-password-too-short = パスワードが短すぎます。{ $password-min }文字以上で入力してください。
problem-password-too-long = パスワードが長すぎます。{ $password-max }文字以内で入力してください。
problem-password-guessable = 推測されやすいパスワードです。関連のない単語を増やし、お名前やメールアドレスの一部は使わないでください。
problem-reset-link-dead = このリンクはもう使えません。このリンクか別のリンクが使用されたか、発行から{ reset-hours }を過ぎています。
problem-idempotency-key-reused = 前に送信したご注文が完了しています。もう一度注文する前に、アカウントページで注文をご確認ください。
problem-order-empty = ご注文の内容が空です。
problem-order-too-large = ご注文ごとのライセンスは{ $order-units }件までです。分けてご注文ください。
problem-product-not-sold = この商品は現在販売していません。
problem-order-unknown = お使いのアカウントに、この番号のご注文はありません。
problem-order-not-paid = ご注文のお支払いが済んでいません。お支払いの確認後に、ライセンスキーをメールでお送りします。
problem-order-paid-already = この注文はすでに支払い済みです。
problem-order-without-keys = 更新にライセンスキーはありません。
problem-not-an-invoice = このご注文は請求書払いではありません。
problem-not-by-card = この注文は請求書払いです。カードでは支払えません。
problem-card-not-offered = カードはご利用いただけません。請求書払いをお選びください。
problem-signature-invalid = 支払い通知が正規のものではありません。
problem-key-malformed = 入力が足りません。入力内容をご確認ください。
problem-key-mistyped = 入力した文字に誤りがあります。入力内容をご確認ください。
problem-license-unknown = このライセンスキーに対応するライセンスはありません。メールの記載をご確認ください。
problem-license-used = このライセンスキーは、お使いのアカウントまたは別のアカウントですでに使用されています。
problem-license-lapsed = このライセンスの有効期間は終了しました。新しいライセンスをご購入ください。
problem-license-spent = 本人確認が完了しないまま、試せる回数がなくなりました。このライセンスはもうご利用いただけません。もう一度試すには、別のライセンスをご購入ください。
problem-renew-instead = すでにPhone OTPをお持ちです。更新してください。ご登録の電話はそのまま残ります。
problem-no-credential = Phone OTPをまだお持ちではありません。先にライセンスキーを入力してください。
problem-credential-expired = Phone OTPの有効期限が切れているため、コードを送信できません。更新してください。ご登録の電話はそのまま残ります。
problem-renewal-not-open = { $opens }から更新できます。
problem-renewal-closed = 更新できる期間は{ $closed }に終了しました。新しいライセンスをご購入ください。
problem-proofing-needed = 先に本人確認を行ってください。
problem-proofing-not-needed = お使いの製品に本人確認は必要ありません。
problem-already-proofed = 本人確認はすでに完了しています。
problem-legal-name-fixed = 氏名（本名）は確認済みのため、変更できません。
problem-instant-proofing-us-only = 質問による本人確認は、アメリカにお住まいの方のみご利用いただけます。ビデオ通話を予約してください。
problem-instant-not-offered = 質問による本人確認はご利用いただけません。ビデオ通話を予約してください。
problem-only-video-left = 質問による本人確認に{ $instant-attempts }回失敗しました。ビデオ通話を予約してください。
problem-appointment-out-of-range = 今から{ appointment-notice-hours }後～{ appointment-horizon-days }後の日時をお選びください。
problem-no-questions-waiting = 質問の回答時間が終了しました。最初からやり直してください。失敗の回数には数えられません。
problem-answers-incomplete = すべての質問にお答えください。
problem-no-appointment = 判定の対象となる予約がありません。
problem-wrong-activation-code = アクティベーションコードが正しくありません。担当者からお伝えしたコードと照らし合わせてください。
problem-activation-code-expired = このアクティベーションコードは、発行から{ activation-code-days }を過ぎています。もう一度予約してください。
problem-activation-code-waiting = 担当者からアクティベーションコードをお伝え済みです。このページで入力してください。
problem-not-a-phone-number = 選択した国・地域の電話番号ではありません。両方をご確認ください。
problem-phone-type-refused = この種類の番号（フリーダイヤル、有料情報サービス、ポケットベルなど）では、コードを受け取れません。別の番号をお選びください。
problem-phone-cannot-text = 固定電話の番号のため、テキストメッセージ（SMS）を受信できません。「音声通話」をお選びください。
problem-phone-not-covered = お使いの製品は、この電話番号に対応していません。アメリカ向けの製品は50州とワシントンD.C.、国際向けの製品はそれ以外のすべての番号に対応しています。
problem-country-not-served = この国・地域にはコードを送信していません。
problem-number-range-blocked = 現在、この番号帯にはコードを送信していません。別の電話をお選びください。
problem-phone-duplicate = この番号はすでに登録されています。
problem-too-many-phones = 登録できる電話は{ phones }までです。別の電話を追加するには、いずれか一台を削除してください。
problem-phone-unknown = この電話は登録されていません。
problem-last-active-phone = ご利用いただける電話はこの一台だけです。別の電話を追加してから削除してください。
problem-phone-otp-needed = 先に、ご登録の電話に届くコードを入力してください。
problem-no-code-waiting = 入力できるコードがありません。新しいコードが送信されたか、使用済みの可能性があります。新しいコードを受け取ってください。
problem-code-expired = コードの有効時間（{ code-minutes }）が過ぎました。新しいコードを受け取ってください。
problem-code-tries-used-up = 入力できる回数を超えたため、このコードは使えなくなりました。新しいコードを受け取ってください。
problem-wrong-code = { $tries ->
    [0] コードが正しくありません。入力できる回数がなくなりました。新しいコードを受け取ってください。
   *[other] コードが正しくありません。あと{ $tries }回入力できます。
}
problem-login-requirements-not-met = 現在のログイン方法では、このアプリケーションを開けません。
problem-authorization-expired = アプリケーションにログインする制限時間が過ぎました。アプリケーションをもう一度開いてください。

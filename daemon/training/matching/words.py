"""Word lists behind the rules. Pairs and groups are written as plain text, one a line or comma."""


def pairs_of(text):
    return [tuple(part.strip() for part in entry.split("/")) for entry in text.replace("\n", ",").split(",") if entry.strip()]


def groups_of(text):
    return [[word.strip() for word in line.split(",")] for line in text.strip().splitlines()]


# Swapping one for the other asks for another answer.
OPPOSITES = pairs_of("""
enable/disable, turn on/turn off, switch on/switch off, open/close, lock/unlock, install/uninstall, add/remove, create/delete, start/stop,
increase/decrease, raise/lower, upload/download, import/export, encrypt/decrypt, encode/decode, compress/decompress, zip/unzip, push/pull,
show/hide, allow/block, allow/forbid, accept/reject, approve/deny, buy/sell, lend/borrow, send/receive, give/take, hire/fire, win/lose,
connect/disconnect, attach/detach, mount/unmount, subscribe/unsubscribe, follow/unfollow, mute/unmute, pin/unpin, join/leave, enter/exit,
begin/end, gain/lose, save/spend, deposit/withdraw, load/unload, fill/empty, freeze/thaw, heat/cool, tighten/loosen, expand/collapse,
maximum/minimum, max/min, highest/lowest, largest/smallest, biggest/smallest, longest/shortest, oldest/youngest, oldest/newest, best/worst,
cheapest/dearest, fastest/slowest, first/last, more/less, most/least, more/fewer, higher/lower, bigger/smaller, larger/smaller, longer/shorter, faster/slower,
cheaper/more expensive, older/younger, older/newer, stronger/weaker, better/worse, earlier/later, before/after, above/below, over/under, inside/outside,
with/without, including/excluding, always/never, everyone/no one, everything/nothing, all/none of, at least/at most, more than/less than,
public/private, internal/external, incoming/outgoing, inbound/outbound, input/output, client/server, sender/recipient, buyer/seller, employer/employee,
landlord/tenant, teacher/student, parent/child, manual/automatic, manually/automatically, temporary/permanent, temporarily/permanently, paid/free,
online/offline, synchronous/asynchronous, sync/async, static/dynamic, mutable/immutable, local/remote, global/local, upper/lower, uppercase/lowercase,
positive/negative, left/right, top/bottom, front/back, north/south, east/west, horizontal/vertical, horizontally/vertically, ascending/descending,
hot/cold, warm/cool, wet/dry, hard/soft, light/dark, light/heavy, thick/thin, wide/narrow, deep/shallow, raw/cooked, fresh/frozen, sweet/sour, full/empty,
old/new, big/small, large/small, long/short, high/low, fast/slow, quick/slow, cheap/expensive, early/late, strong/weak, rich/poor, safe/dangerous, easy/difficult, easy/hard,
good/bad, healthy/unhealthy, legal/illegal, possible/impossible, visible/invisible, valid/invalid, available/unavailable, known/unknown, necessary/unnecessary,
required/optional, mandatory/optional, compatible/incompatible, active/inactive, complete/incomplete, correct/incorrect, reversible/irreversible, married/single,
advantages/disadvantages, pros/cons, benefits/drawbacks, benefits/risks, causes/effects, cause/consequence, symptoms/treatments, strengths/weaknesses, success/failure,
profit/loss, income/expenses, debit/credit, supply/demand, gross/net, arrival/departure, arrive/depart, takeoff/landing, check-in/check-out, pick up/drop off, return/keep,
weekday/weekend, weekdays/weekends, day/night, morning/evening, summer/winter, spring/autumn, indoors/outdoors, domestic/international, adults/children, men/women, male/female,
read/write, reading/writing, get/set, append/prepend, sum/difference, multiply/divide, multiplication/division, even/odd, prime/composite, wet/dry, alive/dead, guilty/innocent
""")

# Of each pair exactly one holds, so that "not" before one means the other.
COMPLEMENTS = pairs_of("""
legal/illegal, possible/impossible, visible/invisible, valid/invalid, available/unavailable, compatible/incompatible, active/inactive, complete/incomplete,
correct/incorrect, reversible/irreversible, alive/dead, allowed/forbidden, permitted/prohibited, necessary/unnecessary, required/optional, safe/unsafe,
healthy/unhealthy, fair/unfair, reliable/unreliable, happy/unhappy, patient/impatient, polite/impolite, true/false, open/closed, online/offline,
connected/disconnected, enabled/disabled, installed/missing, encrypted/unencrypted, limited/unlimited, known/unknown, certain/uncertain, important/unimportant,
responsible/irresponsible, logical/illogical, regular/irregular, rational/irrational, honest/dishonest, organized/disorganized, friendly/unfriendly,
common/uncommon, usual/unusual, likely/unlikely, acceptable/unacceptable, comfortable/uncomfortable, pleasant/unpleasant, stable/unstable, secure/insecure,
sufficient/insufficient, secret/public, edible/inedible, digestible/indigestible, curable/incurable, taxable/tax-free, paid/unpaid, married/unmarried
""")

# A word of a group for another of it asks for another answer.
GROUPS = groups_of("""
Python, Java, JavaScript, TypeScript, Go, Rust, C#, C++, Ruby, PHP, Kotlin, Swift, Scala, Perl, Haskell, Elixir, Dart, Lua, R, MATLAB, Julia
PostgreSQL, Postgres, MySQL, MariaDB, SQLite, Oracle, SQL Server, MongoDB, Redis, Cassandra, DynamoDB, Snowflake, BigQuery, Elasticsearch, ClickHouse
React, Vue, Angular, Svelte, Next.js, Nuxt, Django, Flask, FastAPI, Rails, Laravel, Spring Boot, Express
Windows, macOS, Linux, Ubuntu, Debian, Fedora, Android, iOS, iPadOS, ChromeOS
iPhone, iPad, MacBook, Galaxy, Pixel, Kindle, PlayStation, Xbox, Nintendo Switch
Chrome, Firefox, Safari, Edge, Opera, Brave
Word, Excel, PowerPoint, Outlook, OneNote, Teams
Google Docs, Google Sheets, Google Slides, Notion, Obsidian, Confluence
Slack, Discord, Zoom, WhatsApp, Telegram, Signal, Skype
AWS, Azure, Google Cloud, DigitalOcean, Heroku, Hetzner, Cloudflare
Docker, Podman, Kubernetes, Nomad, Docker Compose, Helm, Terraform, Ansible
GitHub, GitLab, Bitbucket, Gitea
git merge, git rebase, git reset, git revert, git stash, git checkout, git cherry-pick
npm, yarn, pnpm, pip, poetry, conda, cargo, maven, gradle
bash, zsh, fish, PowerShell, cmd
VS Code, IntelliJ, PyCharm, Vim, Emacs, Sublime Text, Eclipse
pandas, numpy, polars, scikit-learn, TensorFlow, PyTorch, Keras, matplotlib, seaborn
JSON, XML, YAML, CSV, TOML, HTML, Markdown, PDF, Parquet
list, dictionary, set, tuple, string, array, dataframe
integer, float, boolean, string, date
file, folder, directory, database, table
row, column, cell, sheet
map, filter, reduce, sort, slice, splice, join, split
push, pop, shift, unshift
GET, POST, PUT, DELETE, PATCH
http, https, ftp, ssh, smtp, websocket
for loop, while loop, if statement, switch statement, list comprehension
class, function, method, module, interface, enum
Visa, Mastercard, American Express, PayPal, Apple Pay, Google Pay, Klarna
credit card, debit card, gift card, prepaid card, bank transfer, cheque
savings account, checking account, joint account, business account, pension account
invoice, receipt, refund, voucher, discount, subscription
password, username, email address, phone number, recovery code, PIN
email, SMS, phone, post, fax, chat
January, February, March, April, May, June, July, August, September, October, November, December
Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday
spring, summer, autumn, winter
Christmas, Easter, Halloween, Thanksgiving, Ramadan
breakfast, lunch, dinner, brunch
hour, day, week, month, year
hours, days, weeks, months, years
daily, weekly, monthly, yearly
seconds, minutes, milliseconds
kg, g, lb, oz
km, m, cm, mm, miles, feet, inches
Celsius, Fahrenheit, Kelvin
MB, GB, TB, KB
euros, dollars, pounds, yen, francs
euro, dollar, pound, yen, rupee
Germany, France, Spain, Italy, Poland, Austria, Switzerland, Sweden, Norway, Denmark, Portugal, Greece, Turkey, Japan, China, India, Brazil, Canada, Mexico, Australia, Ireland, Netherlands, Belgium, Egypt, Kenya
Paris, London, Berlin, Rome, Madrid, Vienna, Prague, Warsaw, Lisbon, Athens, Tokyo, Sydney, Toronto, Boston, Chicago, Seattle, Dublin, Oslo, Munich, Zurich
English, German, French, Spanish, Italian, Portuguese, Russian, Arabic, Chinese, Japanese, Korean, Polish, Dutch
American, British, German, French, Italian, Spanish, Japanese, Indian, Chinese, Mexican
dog, cat, rabbit, hamster, horse, fish, bird, cow, chicken
dogs, cats, rabbits, horses, birds, cows, pigs, sheep
apple, banana, orange, lemon, pear, strawberry, tomato, potato, onion, carrot, garlic
rice, pasta, bread, oats, quinoa, couscous, noodles
beef, pork, chicken, fish, tofu, lamb, turkey
milk, butter, cream, cheese, yogurt, eggs
coffee, tea, juice, water, wine, beer
vegan, vegetarian, halal, kosher, gluten-free
baking soda, baking powder, yeast, flour, sugar, salt
head, back, knee, shoulder, neck, ankle, wrist, hip, stomach
fever, cough, headache, nausea, rash, fatigue
ibuprofen, paracetamol, aspirin, antibiotics
vitamin C, vitamin D, vitamin B12, iron, magnesium, calcium, zinc
cotton, wool, silk, linen, polyester, leather
red, blue, green, yellow, black, white, brown, purple
wood, metal, plastic, glass, concrete, stone
mother, father, brother, sister, son, daughter, husband, wife, uncle, aunt
doctor, nurse, dentist, lawyer, accountant, engineer, plumber, electrician, teacher
car, bicycle, motorcycle, train, bus, plane, ferry, tram, scooter
driver's license, passport, visa, birth certificate, ID card, residence permit
income tax, VAT, inheritance tax, property tax, capital gains tax
vacation, sick leave, parental leave, unpaid leave, overtime
laptop, desktop, tablet, phone, monitor, printer, router, keyboard, headset
battery, screen, camera, speaker, microphone, charger
kitchen, bathroom, bedroom, garage, basement, garden, balcony
oven, microwave, dishwasher, fridge, freezer, washing machine, dryer
Mercury, Venus, Mars, Jupiter, Saturn, Uranus, Neptune
hydrogen, oxygen, nitrogen, carbon, helium, iron, copper, gold, silver
area, perimeter, volume, circumference, diameter, radius
mean, median, mode, variance, standard deviation
sine, cosine, tangent, logarithm, square root, derivative, integral
World War I, World War II, the Cold War, the French Revolution
Einstein, Newton, Darwin, Galileo, Curie, Tesla
Shakespeare, Dickens, Goethe, Tolstoy, Hemingway, Orwell
Bitcoin, Ethereum, gold, shares, bonds
""")

NAMES = "Anna Ben Clara David Emma Felix Greta Henry Ida Jonas Karim Lena Maria Nora Omar Paula Quentin Rosa Samir Tina Ursula Victor Wanda Yusuf Zoe".split()

# The same answer serves both.
SYNONYMS = pairs_of("""
purchase/buy, begin/start, finish/complete, repair/fix, mend/fix, assist/help, obtain/get, delete/remove, erase/delete, modify/change, alter/change,
choose/select, pick/choose, display/show, require/need, permit/allow, forbid/prohibit, verify/check, locate/find, discover/find out, attempt/try, contact/get in touch with,
quick/fast, rapid/fast, large/big, tiny/very small, difficult/hard, simple/easy, correct/right, wrong/incorrect, entire/whole, sufficient/enough, frequent/common,
error/mistake, issue/problem, method/way, advice/tips, cost/price, cell phone/mobile phone, smartphone/mobile phone, movie/film, holiday/vacation, flat/apartment,
lift/elevator, lorry/truck, autumn/fall, petrol/gas, pavement/sidewalk, trousers/pants, rubbish/trash, queue/line, chemist's/pharmacy, cv/resume, mail/post,
doctor/physician, lawyer/attorney, kids/children, mum/mother, dad/father, car/automobile, bike/bicycle, photo/picture, image/picture, directory/folder, function/method,
laptop/notebook computer, tv/television, internet connection/internet access, e-mail/email, sign in/log in, login/sign-in, log out/sign out, sign up/register,
cancel/call off, postpone/put off, reply/answer, respond/answer, employees/staff, company/firm, salary/pay, colleague/co-worker, manager/boss, invoice/bill,
shipping/delivery, parcel/package, reimburse/refund, money back/refund, reset/set back, terminate/end, execute/run, launch/start, retrieve/fetch,
loop over/iterate over, iterate through/loop through, concatenate/join, convert/transform, comparison/contrast, meaning/definition, purpose/point,
difference/distinction, benefits/advantages, drawbacks/disadvantages, pros and cons/advantages and disadvantages, effects/consequences, reason/cause,
approximately/about, usually/normally, immediately/right away, currently/at present, regarding/about, in order to/to, because of/due to, until/till,
for instance/for example, maximum/highest possible, minimum/lowest possible, daily/every day, weekly/every week, monthly/every month, yearly/every year, annually/yearly,
twice/two times, a couple of/two, half an hour/30 minutes, a fortnight/two weeks, a dozen/12, a decade/ten years, a quarter of an hour/15 minutes
""")

ABBREVIATIONS = pairs_of("""
JavaScript/JS, TypeScript/TS, Python/py, PostgreSQL/Postgres, Kubernetes/k8s, database/db, application/app, documentation/docs, repository/repo,
environment variable/env var, configuration/config, directory/dir, development/dev, production/prod, authentication/auth, administrator/admin,
information/info, maximum/max, minimum/min, number/no., versus/vs, minutes/min, hours/hrs, seconds/secs, kilometers/km, kilograms/kg, centimeters/cm,
United States/US, United Kingdom/UK, European Union/EU, World War II/WW2, World War I/WW1, New York City/NYC, Los Angeles/LA,
two-factor authentication/2FA, work from home/wfh, as soon as possible/asap, please/pls, you/u, are/r, tomorrow/tmrw, because/bc, without/w/o, with/w/,
virtual machine/VM, operating system/OS, user interface/UI, regular expression/regex, machine learning/ML, artificial intelligence/AI, pull request/PR,
return on investment/ROI, gross domestic product/GDP, value added tax/VAT, human resources/HR, paid time off/PTO, frequently asked questions/FAQ
""".replace("w/o", "w\0o").replace("/w/,", "/w\0,"))
ABBREVIATIONS = [(full, short.replace("\0", "/")) for full, short in ABBREVIATIONS]

SPELLINGS = pairs_of("""
colour/color, favourite/favorite, behaviour/behavior, honour/honor, neighbour/neighbor, flavour/flavor, labour/labor, organise/organize, organisation/organization,
analyse/analyze, recognise/recognize, realise/realize, optimise/optimize, serialise/serialize, initialise/initialize, customise/customize, summarise/summarize,
authorise/authorize, centre/center, metre/meter, litre/liter, theatre/theater, licence/license, defence/defense, grey/gray, programme/program, cheque/check,
catalogue/catalog, dialogue/dialog, cancelled/canceled, travelling/traveling, jewellery/jewelry, tyre/tire, aluminium/aluminum, fibre/fiber, mould/mold, plough/plow
""")

CONTRACTIONS = pairs_of("""
what is/what's, how is/how's, who is/who's, where is/where's, that is/that's, it is/it's, is not/isn't, are not/aren't, do not/don't, does not/doesn't, did not/didn't,
can not/can't, cannot/can't, could not/couldn't, will not/won't, would not/wouldn't, should not/shouldn't, i am/i'm, i have/i've, i would/i'd, you are/you're, there is/there's, have not/haven't, has not/hasn't
""")

# Adjectives as (plain, comparative, opposite comparative): "is A taller than B" asks what "is B shorter than A" asks.
COMPARATIVES = pairs_of("""
big/bigger/smaller, large/larger/smaller, old/older/younger, tall/taller/shorter, long/longer/shorter, fast/faster/slower, heavy/heavier/lighter, cheap/cheaper/more expensive,
strong/stronger/weaker, high/higher/lower, good/better/worse, hot/hotter/colder, warm/warmer/cooler, safe/safer/more dangerous, easy/easier/harder, simple/simpler/more complex,
wide/wider/narrower, deep/deeper/shallower, bright/brighter/darker, hard/harder/softer, thick/thicker/thinner, healthy/healthier/unhealthier, popular/more popular/less popular,
reliable/more reliable/less reliable, secure/more secure/less secure, efficient/more efficient/less efficient, accurate/more accurate/less accurate, loud/louder/quieter, new/newer/older, rich/richer/poorer
""")

SYMMETRIC = "married to,related to,dating,engaged to,a friend of,a sibling of,next to,close to,similar to,compatible with,the same as,different from,equal to,a neighbour of,in touch with,divorced from,acquainted with,a colleague of,identical to,equivalent to,at war with,in contact with,meeting,living with".split(",")
ASYMMETRIC = "the boss of,taller than,paying,calling,suing,teaching,hiring,older than,faster than,part of,the parent of,richer than,chasing,feeding,helping,following,attacking,replacing,based on,a subset of,named after,owned by,in debt to,in love with,jealous of,afraid of,proud of,responsible for,an employee of,inspired by,waiting for,blaming,blocking,visiting,admiring,training,beating,funding,a client of,greeting,pushing,watching".split(",")

# base / past / participle, for questions turned between active and passive.
TRANSITIVES = pairs_of("""
buy/bought/bought, write/wrote/written, build/built/built, invent/invented/invented, discover/discovered/discovered, sell/sold/sold, paint/painted/painted, eat/ate/eaten, own/owned/owned,
design/designed/designed, attack/attacked/attacked, call/called/called, hire/hired/hired, replace/replaced/replaced, use/used/used, approve/approved/approved, sign/signed/signed, send/sent/sent,
defeat/defeated/defeated, fund/funded/funded, review/reviewed/reviewed, visit/visited/visited, follow/followed/followed, train/trained/trained, invite/invited/invited, fire/fired/fired, block/blocked/blocked, help/helped/helped, trust/trusted/trusted, remember/remembered/remembered
""")

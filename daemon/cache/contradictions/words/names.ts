/**
 * Names that make two questions different where they differ. One kind a line, names apart by semicolons; the first
 * spelling stands for the others, blanks inside a name are underscores.
 */
const KINDS: Record<string, string> = {
  language: `javascript js ecmascript; typescript ts; python py; java; kotlin; scala; csharp c#; f#; cpp c++; rust; golang;
ruby; php; perl; swift; objective_c; haskell; erlang; elixir; clojure; lua; matlab; julia; dart; fortran; cobol; bash; zsh;
powershell; sql; html; css; sass scss; vba; groovy; solidity; visual_basic vb.net; graphql; latex`,
  framework: `react react.js reactjs; vue vue.js vuejs; angular; angularjs; svelte; sveltekit; next.js nextjs; nuxt nuxt.js;
express.js; node.js nodejs node; deno; bun; django; flask; fastapi; rails ruby_on_rails; laravel; symfony; spring_boot;
spring; hibernate; asp.net; .net dotnet; blazor; unity; unreal; flutter; react_native; electron; jquery; bootstrap; tailwind;
pandas; polars; numpy; pytorch; tensorflow; keras; sklearn scikit_learn; matplotlib; seaborn; plotly; spark pyspark; pytest;
unittest; jest; vitest; mocha; cypress; playwright; selenium; webpack; vite; rollup; esbuild; npm; yarn; pnpm; pip; conda;
poetry; maven; gradle; cargo; redux; pinia; mobx; junit; mockito; jackson; gson; hadoop; airflow; kafka; rabbitmq`,
  database: `postgresql postgres psql; mysql; mariadb; sqlite; oracle; sql_server mssql; mongodb mongo; redis; cassandra;
dynamodb; elasticsearch; neo4j; milvus; snowflake; bigquery; clickhouse; duckdb`,
  system: `windows win; macos mac osx mac_os macbook; linux; ubuntu; debian; fedora; centos; red_hat rhel; arch_linux; alpine; ios;
android; iphone; ipad; chromebook chromeos; playstation; xbox; kindle; apple_watch; wsl; freebsd; raspberry_pi`,
  browser: `chrome google_chrome; firefox; safari; internet_explorer; opera; brave; microsoft_edge`,
  cloud: `aws amazon_web_services; azure_cloud; gcp google_cloud; heroku; vercel; netlify; digitalocean; cloudflare; openstack;
s3; ec2; lambda; gcs; blob_storage`,
  product: `excel; google_sheets sheets; libreoffice; powerpoint; google_docs; google_slides; google_drive; onedrive; dropbox;
outlook; gmail; thunderbird; slack; discord; zoom; microsoft_teams ms_teams; skype; whatsapp; telegram; signal; facebook fb;
messenger; instagram insta; twitter; tiktok; snapchat; linkedin; reddit; quora; youtube; twitch; netflix; spotify; apple_music;
itunes; amazon; ebay; etsy; paypal; venmo; klarna; stripe; apple_pay; google_pay; visa; mastercard; amex american_express;
jira; trello; asana; notion; confluence; salesforce; hubspot; zapier; sap; workday; github; gitlab; bitbucket; jenkins;
docker; podman; kubernetes k8s; helm; terraform; ansible; nginx; apache; certbot; vscode vs_code visual_studio_code;
visual_studio; intellij; pycharm; eclipse; vim; neovim; emacs; sublime; photoshop; illustrator; figma; autocad; wordpress;
shopify; woocommerce; uber; lyft; airbnb; alexa; siri; chatgpt; copilot; okta; entra_id; active_directory; steam; minecraft;
kindle; fedex; ups; dhl; usps; hermes; tesla; toyota; honda; ford; bmw; audi; samsung; huawei; nokia; pixel; dell; lenovo; hp`,
  place: `usa us united_states america; uk united_kingdom britain; england; scotland; wales; ireland; france; germany; italy;
spain; portugal; netherlands holland; belgium; switzerland; austria; poland; czech_republic czechia; hungary; romania;
bulgaria; greece; turkey; russia; ukraine; sweden; norway; denmark; finland; iceland; estonia; latvia; lithuania; croatia;
serbia; canada; mexico; brazil; argentina; chile; colombia; peru; venezuela; cuba; australia; new_zealand; china; japan;
south_korea; north_korea; korea; taiwan; india; pakistan; bangladesh; sri_lanka; nepal; thailand; vietnam; malaysia;
singapore; indonesia; philippines; israel; egypt; morocco; algeria; tunisia; nigeria; kenya; ethiopia; ghana; south_africa;
saudi_arabia; qatar; dubai; uae; iran; iraq; syria; afghanistan; europe; asia; africa; antarctica; eu european_union; london;
paris; berlin; munich; hamburg; frankfurt; madrid; barcelona; lisbon; rome; milan; venice; vienna; zurich; geneva; amsterdam;
brussels; prague; budapest; warsaw; athens; istanbul; moscow; stockholm; oslo; copenhagen; helsinki; dublin; edinburgh;
manchester; new_york nyc new_york_city; los_angeles la; san_francisco sf; chicago; boston; seattle; miami; washington; texas;
california; florida; toronto; vancouver; montreal; tokyo; osaka; kyoto; seoul; beijing; shanghai; hong_kong; delhi; mumbai;
bangalore; chennai; sydney; melbourne; perth; cairo; mars; venus; jupiter; saturn; neptune; uranus; pluto; mercury`,
  currency: `dollar usd; euro eur; pound gbp; yen jpy; rupee inr; yuan rmb; franc chf; bitcoin btc; ethereum eth; peso; real_brl`,
  people: `american; british; english; french; german; italian; spanish; portuguese; dutch; russian; chinese; japanese; korean;
indian; mexican; canadian; australian; turkish; greek; polish; swedish; norwegian; danish; finnish; arabic; hebrew; latin;
hindi; irish; scottish; european; asian; african`,
  format: `csv; json; xml; yaml; pdf; png; jpeg jpg; svg; docx; xlsx; parquet; mp3; mp4; markdown; zip; tar`,
};

/** Each spelling's name and kind. */
export const NAMES: ReadonlyMap<string, { name: string; kind: string }> = new Map(
  Object.entries(KINDS).flatMap(([kind, names]) =>
    names.split(/;\s*/).flatMap((spellings) => {
      const words = spellings.trim().split(/\s+/);
      return words.map((word): [string, { name: string; kind: string }] => [
        word,
        { name: words[0] ?? word, kind },
      ]);
    }),
  ),
);

/** Names that are also everyday words: they count only with a capital, or right after "in", "on", "with" and the like. */
export const AMBIGUOUS_NAMES = new Set(
  'swift rust ruby dart julia spring express unity electron spark flask bun poetry cargo signal sheets steam oracle opera brave visa pixel teams us real polish turkey zoom slack notion mercury'.split(
    ' ',
  ),
);

/**
 * Which passwords too many people have, or would (ASVS 6.1.2), beside those that a list of leaks has (`isLeaked` of
 * password.ts): a rule that counts how many guesses a guesser with people's habits needs, and phrases that are well
 * known and too long for such lists. A password that passes may still have leaked somewhere.
 */

/** Guesses in powers of ten below which a password counts as common; three words of the list stay below it. */
const enough = 10

/**
 * @param names More that a guesser of this very person tries first: parts of the username and the email address.
 * @returns Whether so many others chose it, or would, that it is guessed early.
 */
export function isCommonPassword(password: string, names: readonly string[] = []): boolean {
  const text = password.normalize('NFKC').toLowerCase()
  return listed.has(lettersAndDigits(text)) || guesses([...text], names) < enough
}

/** What is left of a phrase without spaces and punctuation. */
export const lettersAndDigits = (text: string): string => text.replace(/[^\p{L}\p{N}]+/gu, '')

/** The parts of a username or address that a guesser puts together: `dana.whitfield@example.com` has three. */
export const partsOfName = (name: string): string[] =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part.length >= 3 && part !== 'com')

/** The cheapest way to put the text together out of what guessers try, in powers of ten. */
function guesses(text: readonly string[], names: readonly string[]): number {
  const unit = repeated(text)
  const times = unit && Math.log10(text.length / unit.length)
  return Math.min(unit ? cheapest(unit, names) + times! : enough, cheapest(text, names))
}

function cheapest(text: readonly string[], names: readonly string[]): number {
  const own = byFirst(names.map((name) => [name, 1]))
  const cost = [0, ...text.map(() => Number.POSITIVE_INFINITY)]
  const reach = (to: number, price: number) => {
    if (price < cost[to]!) cost[to] = price
  }
  for (let at = 0; at < text.length; at += 1) {
    const here = cost[at]!
    const typed = text[at]!
    reach(at + 1, here + priceOf(typed))
    const first = disguised[typed] ?? typed
    for (const { letters, price } of [...(lexicon.get(first) ?? []), ...(own.get(first) ?? [])])
      if (reads(text, at, letters)) reach(at + letters.length, here + price)
    const run = walk(text, at)
    for (let length = 3; length <= run; length += 1) reach(at + length, here + 2)
    if (/^(?:19[3-9]|20[0-4])\d$/.test(text.slice(at, at + 4).join(''))) reach(at + 4, here + 2)
  }
  return cost[text.length]!
}

interface Word {
  readonly letters: readonly string[]
  /** What a guesser pays for it, in powers of ten. */
  readonly price: number
}

/** By the first letter, undisguised: a long text is looked at many times. */
function byFirst(priced: readonly (readonly [word: string, price: number])[]): Map<string, Word[]> {
  const found = new Map<string, Word[]>()
  for (const [word, price] of priced) {
    const first = disguised[word[0]!] ?? word[0]!
    found.set(first, [...(found.get(first) ?? []), { letters: [...word], price }])
  }
  return found
}

/** One character that belongs to no pattern. */
function priceOf(character: string): number {
  if (/^[\s._-]$/.test(character)) return 0.3
  if (/^[a-z]$/.test(character)) return 1.4
  return /^[\x21-\x7e]$/.test(character) ? 1 : 3
}

/** What people write for a letter, thinking that it helps. */
const disguised: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
}

const reads = (text: readonly string[], at: number, letters: readonly string[]) =>
  letters.every((letter, place) => {
    const typed = text[at + place]
    return typed === letter || (typed !== undefined && disguised[typed] === letter)
  })

/** Rows, columns and zigzags of the keyboard, the alphabet, and one key held down. */
const walks = [
  '01234567890',
  'qwertyuiop[]',
  'asdfghjkl',
  'zxcvbnm',
  'abcdefghijklmnopqrstuvwxyz',
  'azertyuiop',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  'qazwsxedcrfvtgbyhnujm',
  '!@#$%^&*()',
].flatMap((row) => [row, [...row].reverse().join('')])

/** How long a walk begins here. */
function walk(text: readonly string[], at: number): number {
  let same = 1
  while (text[at + same] === text[at]) same += 1
  let longest = same
  for (let length = 3; at + length <= text.length; length += 1) {
    const piece = text.slice(at, at + length).join('')
    if (!walks.some((row) => row.includes(piece))) break
    longest = Math.max(longest, length)
  }
  return longest
}

/** The shortest unit that the whole text repeats; undefined when it repeats none. */
function repeated(text: readonly string[]): readonly string[] | undefined {
  for (let length = 1; length <= text.length / 2; length += 1) {
    if (text.length % length !== 0) continue
    if (text.every((character, at) => character === text[at % length])) return text.slice(0, length)
  }
  return undefined
}

const list = (text: string) => text.trim().split(/\s+/)

/** What everybody here thinks of first (ASVS 6.1.2). */
const city = list(`
  charlotte mecklenburg charmeck carolina northcarolina queencity uptown city county utility utilities water sewer
  storm stormwater billpay bill bills pay payment paperless portal citizen self service services account 311 clt
`)

/** Words that most long common passwords are built of. */
const words = list(`
  password passwort pass word secret welcome letmein login admin administrator root user guest test testing
  default changeme access master super superman batman spiderman ironman starwars pokemon minecraft monkey dragon
  tiger lion eagle eagles falcon shadow phoenix unicorn butterfly princess prince queen king angel angels devil lucky
  happy smile sunshine rainbow flower flowers summer winter spring autumn january february march april may june july
  august september october november december monday tuesday wednesday thursday friday saturday sunday morning night
  baby babygirl girl boy love lovely loveyou iloveyou iloveu forever family mother father mommy daddy mom dad sister
  brother friend friends home house money cash rich power hello goodbye please thanks thankyou jesus christ god faith
  hope trust blessed heaven peace freedom liberty america american usa united states football baseball
  basketball soccer hockey tennis golf panthers hornets cowboys steelers yankees lakers packers patriots chelsea
  arsenal liverpool manchester barcelona madrid ferrari porsche mercedes mustang camaro corvette harley yamaha honda
  toyota jordan michael michelle jennifer jessica ashley amanda nicole daniel andrew anthony joshua matthew robert
  thomas charlie william george maggie buster bailey cooper ginger pepper cookie chocolate cheese coffee banana apple
  orange cherry purple yellow green black white silver golden diamond crystal thunder lightning hunter ranger soldier
  warrior ninja pirate wizard matrix computer internet google facebook amazon microsoft windows samsung iphone android
  gmail yahoo hotmail spotify netflix playstation nintendo security private qwerty azerty asdf zxcvbn abc
`)

const lexicon = byFirst([
  ...city.map((word) => [word, 1] as const),
  ...words.map((word) => [word, 2.5] as const),
])

/** Long passwords and phrases that everybody knows; letters and digits alone, in lower case. */
const listed = new Set(
  list(`
  correcthorsebatterystaple thisisnotapassword mypasswordispassword ihatepasswords iforgotmypassword idontknow12345
  whatismypassword passwordispassword yourpassword123 enteryourpassword typeyourpassword nopasswordneeded
  noonewillguess youcantguessthis youwillneverguess neverguessthis guessmypassword dontforgetthis donttellanyone
  itsasecret123 topsecret1234 supersecret123 supersecretpassword secretpassword1 verysecurepassword averylongpassword
  alongpassword reallylongpassword longpassword123 strongpassword strongpassword1 mystrongpassword securepassword
  securepassword1 newpassword123 mynewpassword oldpassword123 temppassword1 temporarypassword changethispassword
  changemeplease changemenow123 pleasechangeme letmeinplease opensesame123 opensesame1234 accessgranted iloveyouso123
  iloveyoumom123 iloveyoualways iloveyou4ever iloveyou12345 iloveyou4life ilovemymom123 ilovemydad123 ilovemykids1
  ilovemykids123 ilovemywife1 ilovemyhusband ilovemydaughter ilovemyson123 ilovemybaby1 ilovemydog123 ilovemydogs1
  ilovemycat123 ilovemycats1 ilovemylife1 ilovejesus123 ilovegod1234 jesuslovesme1 jesusismylord jesusislord1
  jesuschrist1 jesussaves123 godisgood123 godisgreat123 godisgoodallthetime godblessyou1 godblessamerica thankyoujesus
  thankyoulord praisethelord thelordismyshepherd philippians413 jeremiah2911 psalm23psalm23 johnthreesixteen
  supercalifragilistic supercalifragilisticexpialidocious abracadabra123 bibbidibobbidiboo onceuponatime
  onceuponatime1 happilyeverafter tobeornottobethatisthequestion romeoandjuliet allsquietonthewesternfront
  thequickbrownfox thequickbrownfoxjumpsoverthelazydog quickbrownfox1 loremipsumdolor loremipsumdolorsitamet
  maytheforcebewithyou maytheforce123 maytheforce4th lukeskywalker lukeskywalker1 darthvader123 iamyourfather
  obiwankenobi1 anakinskywalker princessleia1 chewbacca1234 millenniumfalcon stormtrooper1 thereisnospoon
  toinfinityandbeyond justkeepswimming winteriscoming winteriscoming1 valarmorghulis youknownothingjonsnow
  jonsnow12345 motherofdragons houseofdragons onering2rulethemall oneringtorulethemall lordoftherings lordoftherings1
  frodobaggins1 bilbobaggins1 gandalfthegrey harrypotter12 hermionegranger albusdumbledore lordvoldemort griffindor123
  gryffindor123 expectopatronum alohomora123 mischiefmanaged startrek1234 startrekvoyager livelongandprosper
  beammeupscotty resistanceisfutile captainkirk1 captainamerica captainamerica1 wonderwoman123 blackpanther1
  wakandaforever incrediblehulk teenagemutantninjaturtles powerrangers1 transformers1 optimusprime1 dragonballz123
  kamehameha123 sasukeuchiha1 pikachu12345 pokemonmaster gottacatchemall supermario123 supermario64 supermariobros
  legendofzelda sonicthehedgehog worldofwarcraft1 leagueoflegends counterstrike1 fortnite12345 robloxroblox
  spongebob1234 spongebobsquarepants patrickstar123 mickeymouse123 minniemouse123 minniemouse1 donaldduck123
  winniethepooh1 hellokitty123 hellokitty12 scoobydoo1234 tomandjerry123 tweetybird123 bugsbunny1234 charliebrown1
  snoopysnoopy strawberryshortcake tinkerbell123 cinderella123 sleepingbeauty littlemermaid snowwhite1234
  bohemianrhapsody hotelcalifornia sweetchildofmine smellsliketeenspirit letitbe12345 yellowsubmarine strawberryfields
  heyjudeheyjude herecomesthesun imagineallthepeople sgtpeppers1967 rollingstones1 ledzeppelin123 ledzeppelin4
  pinkfloyd1234 darksideofthemoon anotherbrickinthewall guitarhero123 metallica1234 metallica1981 ironmaiden666
  ironmaiden123 blacksabbath1 linkinpark123 linkinpark12 greenday12345 fallingaway123 falloutboy123 backstreetboys
  backstreetboys1 justintimberlake justinbieber1 ilovejustinbieber onedirection ilovejustin123 taylorswift13
  taylorswift1 taylorswift1989 beyonceknowles michaeljackson1 thriller1982 whitneyhouston elvispresley1 johnnycash123
  bobmarley420 bobmarley1234 onelove12345 nowomannocry tupacshakur1 notoriousbig1 snoopdogg420 eminem123456
  slimshady1234 michaeljordan23 kobebryant24 lebronjames6 stephencurry30 lionelmessi10 realmadrid123 realmadrid1902
  fcbarcelona1 fcbarcelona1899 manchesterunited1 manchestercity manunited1234 liverpoolfc123 liverpoolfc1
  youllneverwalkalone arsenalfc1234 chelseafc1905 chelseafc123 intermilan1908 acmilan12345 bocajuniors12 dallascowboys
  dallascowboys1 carolinapanthers gopanthers123 keeppounding1 keeppounding charlottehornets newyorkyankees
  newyorkyankees1 goredsox12345 chicagobulls23 chicagobears1 chicagocubs1 pittsburghsteelers gosteelers123
  greenbaypackers gopackers123 newenglandpatriots lakers242424 tarheels1234 gotarheels123 dukebluedevils wolfpack12345
  daleearnhardt3 daleearnhardtjr jimmiejohnson48 harleydavidson1 chevrolet123 chevycamaro1 fordmustang1 fordmustang65
  lamborghini1 mitsubishi123 volkswagen123 volkswagen12 blink182blink trustno1trustno1 ncc1701ncc1701 ncc1701dncc1701d
  rush21122112 qweasdzxcqwe poiuytrewq123 mnbvcxz12345 147258369147 147852369147 123654789123 271828182845
  420420420420 098765432109 999888777666 password1password abcd1234abcd aaa111bbb222 testtesttest testing12345
  administrator1 administrator123 welcomehome123 welcomehome1 welcome2thejungle goodmorning123 goodmorning1
  goodnight1234 happybirthday happybirthday1 merrychristmas1 happynewyear1 trickortreat hotelcharlotte ilovesummer123
  summertime123 summeroflove69 winterwonderland followyourdreams liveyourlife1 livelaughlove livelaughlove1
  onedayatatime carpediem1234 nevergiveup123 nevergiveup1 neversaydie123 nothingisimpossible everythingisfine
  whateverwhatever whatever12345 gotohell1234 imsobored123 nobodyknows12 hahahahahaha hahahaha1234 computer12345
  internet12345 microsoft1234 windowsxp1234 windowsvista1 windows10pro1 facebook12345 facebookpassword gmailpassword
  emailpassword yahooyahoo12 mygmailaccount wifipassword1 wifipassword homewifi12345 netgear12345 linksys12345
  motorola12345 blackberry123 blackberry12 playstation123 playstation4 xboxlive12345 nintendo64123 dragonslayer1
  ninjaninja123 killerkiller1 monkeymonkey1 chickennugget chickennuggets chickenwings1 chocolatecake strawberry123
  watermelon123 watermelon12 blueberry1234 peanutbutter1 peanutbutterjelly macaroniandcheese bubblegum1234
  cheeseburger1 sweethomealabama sweetcaroline sweetpotato1 sunshine12345 butterfly1234 ladybug123456 elephant12345
  hummingbird1 goldenretriever germanshepherd germanshepard1 labradoodle1 yorkshireterrier dolphin123456 dolphins12345
  princess12345 princesspeach angelbaby1234 angelofdarkness devilmaycry12 heavenlyfather amazinggrace1 hallelujah123
  hallelujah777 blessed2beblessed bismillah123 allahuakbar1 mashaallah123 omnamahshivaya jaishreeram1 harekrishna1
  waheguru1313 contrasena123 contrasena1234 micontrasena teamomucho123 teamoteamo12 teamoporsiempre tequieromucho
  tequieromucho1 holaholahola mariposa12345 estrella12345 diosesamor123 diosesbueno1 motdepasse123 jetaimejetaime
  passwort1234 hallohallo12 schalke041904 senhasenha12 flamengo12345
`),
)

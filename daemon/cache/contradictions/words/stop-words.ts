/**
 * Words that carry no subject of their own: grammar, politeness, filler and the verbs that any question has. What they
 * do to the meaning (direction, negation, quantity, intent) is looked at by rules of its own.
 */
const STOP_WORDS = new Set(
  `a an the this that these those some any such own same other another else
i me my mine myself we us our ours ourselves you your yours yourself he him his she her hers it its itself they them their theirs
one ones someone somebody anyone anybody everyone everybody something anything everything thing things stuff
is are was were be been being am do does did doing done have has had having can could will would shall should may might must
what which who whom whose when where why how whether whats if then so because since as than that though although while
and or but nor not no of in on at to from into onto out for with by about over under via per within during between among against
up down off around along through across upon toward towards
please pls plz kindly hi hello hey dear thanks thank you sorry excuse cheers ok okay yes yeah yep well
just really actually basically simply exactly literally quite very so too also even still ever again maybe perhaps probably
possibly possible indeed truly seriously honestly fact somehow anyway now there here
get got getting go going goes come use using make making let want wanted wanna need like know wonder wondering tell
say give show explain describe help try trying find figure understand see look looking mean means
best good great way ways proper right correct easy easiest simple simplest quick quickest
question ask asking asked wonder curious idea ideas tips advice
able happen happens happened supposed exist exists called
etc eg ie e.g i.e vs versus
much many lot lots bit kind sort type
people person somebody guy guys man
all each every both either neither only
more most less least few several
before after until till
already yet ago once
don doesn isn aren wasn won shouldn couldn wouldn hasn haven hadn ain
without except unless never none nothing nobody cannot
rather instead b d f g h j k l m n o p q s t v x y z
used_to going_to how_come instead_of more_than less_than at_least at_most go_to go_through
reason reasons cause causes explanation explanations technique method methods procedure meaning opinion distinction
difference differences different differ differs compare compared comparison distinguish differentiate
possible become becomes became various certain generally usually normally currently presently nowadays present
completely totally absolutely definitely especially mainly mostly particularly specifically overall certainly suddenly easily quickly
top ideal favourite favorite recommended nice awesome amazing perfect decent effective
think feel used world considered according
diff whats howto steps
instructions guide tutorial thru w keep keeps ever behind issue
gonna gotta cuz coz cause u ur r im ive id`.split(/\s+/),
);

export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}

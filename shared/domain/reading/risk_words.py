"""The wordings that `risk.py` looks for, in plain lower-case words without marks."""

_SELF = r"(?:myself|my ?self)"
_TAKE = r"(?:kill|hang|drown|shoot|cut|burn|hurt|harm|harming|hurting|killing|cutting|burning|hanging|drowning|poison)"
_HE = r"(?:he|she|him|her|they|my (?:husband|wife|partner|boyfriend|girlfriend|dad|father|mum|mom|mother|son|brother|ex))"

ALARMS: tuple[str, ...] = (
    # said straight: suicide
    rf"{_TAKE} {_SELF}",
    r"(?:end|ending|take|taking|ended) my (?:own |only )?(?:life|live)",
    r"(?:end|ending) it all",
    r"(?:i'?m|i am|i was|i'?ve been|feel|feeling|felt|been|getting|thoughts?|really|actively|bit) suicidal|sue a side|sewer side",
    r"suicid\w* (?:thoughts?|note|attempt|ideation|feelings?|plan)|(?:commit\w*|attempted|thought of|thought about|thinking of|thinking about|tried) suicide",
    r"(?:want|wanting|wish|like|ready) to (?:die|be dead) ?(?!of|from|laughing|when|in that|for)|wish i was dead|wish i were dead|better off dead",
    r"(?:over ?dos\w+|over dose|over doze)",
    r"(?:don'?t|do not|didn'?t|did not) (?:want to|wanna) (?:be here|live|be alive|be around|go on living|exist)(?! in| with| on| at| near| for)",
    r"(?:no|not much|any) (?:point|reason) (?:in )?(?:living|to live|going on|being here|carrying on|me being here)",
    r"(?:kill|killed|killing) (?:my|me) ?self",
    # said sideways: suicide
    r"better off without me|easier (?:for (?:them|everyone|everybody|him|her) )?(?:if i (?:was|were|wasn'?t|weren'?t)|without me)",
    r"if i (?:just )?(?:wasn'?t|weren'?t|was not) (?:here|around|there any ?more|about|in it)",
    r"(?:not|never) (?:to )?wak(?:e|ing) up(?! (?:the|my|him|her|\w+ he|till|until|at|early|late|in time))|not have to wake up|didn'?t wake up|go to sleep and (?:not|never|that'?s it)",
    r"(?:they|she|he|kids|family|everyone|everybody)(?:'d| would) (?:all )?(?:manage|cope|be fine|get by|be all right|be ok|be okay)"
    r" (?:without me|if i|they'?d have|with the)",
    r"(?:have|get|got) the (?:life )?insurance|insurance (?:would|pays|paid|doesn'?t ask)|death in service",
    r"(?:saving|saved|save|storing|stored|keeping|kept|hoarding|counting|counted|collecting|putting by) (?:up )?"
    r"(?:them|the|my|all|his|her|a few)? ?(?:up )?(?:tablets|pills|medication|meds|capsules|paracetamol|insulin|painkillers|sleepers)",
    r"(?:saving|saved|putting) them up",
    r"(?:enough|plenty) (?:tablets|pills|insulin|of them|paracetamol) (?:to|in|now)",
    r"(?:step|stepped|stepping|walk|walked|walking|drive|driving|steer|steering|lean|leaning|pull|jump|jumping) "
    r"(?:out |off |straight |right )*(?:into|in front of|off|under|over) (?:of )?(?:the |a |an |that )?"
    r"(?:\w+ )?(?:train|bus|lorry|truck|platform|bridge|cliff|roof|traffic|road|edge|rail|railing|balcony|river|sea|wall|tree|canal)",
    r"how (?:quick|easy|simple|deep|high|cold|long) (?:it|the drop|the water|that) (?:would|might|must|is) ?(?:be|take)?",
    r"(?:written|wrote|writing|left|leave|leaving) (?:them |her |him |my \w+ )?(?:a )?(?:goodbye|good bye|farewell|letters?) "
    r"(?:note |letters? )?(?:for (?:when|after)|each|for each|all)",
    r"(?:said|saying) my good ?byes",
    r"(?:sorted|sorting|updated|changed|put) (?:out )?(?:my|the) (?:will|affairs|funeral|papers) (?:out|in order|straight|so)",
    r"(?:giving|gave|given) (?:away )?(?:all )?my (?:things|stuff|records|books|tools|dog|cat|clothes|jewellery) (?:away|to)",
    r"(?:won'?t|will not|not going to|not gonna|shan'?t) be (?:here|around|needing (?:it|that|them)|a bother|a burden)",
    r"(?:wish|want|like|rather|if) (?:i (?:could|did|just )?|to )(?:just )?(?:disappear|vanish|fade away|be gone|be switched off|stop existing|not exist)",
    r"wouldn'?t (?:much )?(?:mind|care|bother) if (?:i|it|the) (?:\w+ ){0,4}(?:wake|woke|stopped|crashed|didn'?t|never|hit|went down)",
    r"(?:burden|dead weight|drain) (?:on|to) (?:them|everyone|everybody|my|her|him)",
    r"(?:i'?ve )?(?:picked|chosen|know|worked out|thought about|planned|decided) (?:out )?(?:how|where|when|the (?:place|day|date|tree|beam)) "
    r"(?:i'?d|i would|to) (?:do it|go|jump|end)",
    r"(?:the )?(?:rope|noose|ligature|razor blades?|shot ?gun|gun) (?:upstairs|still|i keep|i bought|i'?ve got|in my)",
    r"what'?s the (?:point|use) (?:of|in) (?:me being|living|being here|going on|any of it)",
    r"tired of (?:being alive|living|being here|life)",
    r"(?:insurance|policy|pension|death in service) .{0,60}(?:paid up|pays?|clear|set|through|straight|be (?:all ?right|fine|ok))",
    r"(?:they|she|he|the (?:kids|girls|boys|children))(?:'d| would) (?:all )?(?:manage|cope|get by|get over it|be better off|be better than)"
    r"(?! (?:it|that|this|the|with))",
    # self-harm
    r"(?:started|been|still|back to|doing it|at it) (?:cutting|burning|scratching|hitting myself|the blade)",
    r"(?:razor|blade|scissors|compass|lighter|knife) (?:on|to|against|across|in) my (?:arm|arms|leg|legs|thigh|thighs|wrist|wrists|skin)",
    r"cut(?:s)? (?:on|up|all (?:up|over)) my (?:arm|arms|leg|legs|thigh|thighs|wrist|wrists)|cut my (?:arm|arms|leg|legs|thigh|thighs|wrist|wrists)",
    r"(?:long sleeves|sleeves down) (?:so|because|to hide|even)|under my sleeves?",
    # danger from somebody near
    rf"{_HE} (?:hit|hits|hitting|beat|beats|punched|punches|slapped|slaps|kicked|kicks|choked|chokes|strangled|raped|rapes|burnt|burned) me",
    rf"{_HE} (?:\w+ )?(?:grabbed|grabs|held|holds|had|put|puts|got|gets|pinned|pins) (?:me|my|his|her|their) (?:\w+ )?"
    r"(?:hands? |arm )?(?:by|round|around|against|down|over|on) (?:the|my) (?:throat|neck|wall|hair|wrist|wrists|face|mouth|floor)",
    r"(?:hands?|fingers|grip) (?:round|around|on|at) my (?:throat|neck)",
    r"(?:only|always|does it|hits?|grabs?|hurts?|marks?|careful) .{0,30}where (?:it|they) (?:doesn'?t|does not|won'?t|wouldn'?t|don'?t|can'?t) (?:show|be seen)",
    r"bruises|bruised? (?:easily|on my|all|up|here|again)",
    r"(?:locks|locked|locking|shuts|shut) me (?:in|out)|(?:takes|took|has|hides|hid|keeps) my (?:phone|keys|passport|card|bank card|money|wages)",
    r"(?:won'?t|doesn'?t|wouldn'?t|don'?t|never) let me (?:out|leave|go out|see (?:my|anyone|anybody)|have (?:my|any) (?:money|phone|keys))",
    r"(?:makes|made|forces|forced|forcing) me (?:do things|have sex|sleep with|touch|do it in bed|when i (?:say|said) no)",
    r"(?:i'?m|i am|i was|i get|we'?re|kids are) (?:scared|frightened|afraid|terrified) of (?:him|her|my (?:husband|wife|partner|boyfriend|dad|son))",
    r"(?:touched|touches|touching|interfered with) me (?:down|when i|under|there|where|at night)|sexually|molest\w*|raped?|abus(?:ed|es|ing) (?:me|him|her|them|my)",
    r"(?:walking|walk|walks) on eggshells|knows? (?:how|where) (?:not )?to (?:hit|mark|leave a mark)|(?:leave|leaves|left|leaving) (?:a |any |no )?marks?",
    r"(?:hit|hits|hitting|smack\w*|shook|shaking|shake|slapped) (?:the|my) (?:baby|kids?|child|children|son|daughter|boy|girl)",
    # danger to others
    r"(?:want|wanted|going|like|love|thought about|thinking about|thinking of|planned|planning) (?:to )?(?:kill|killing|stab|stabbing|hurt|hurting|harm|harming|shoot|shooting|strangle) "
    r"(?:him|her|them|my|people)",
    r"(?:put|putting|hold|held|holding) (?:a |the )?(?:pillow|knife|blade|hands?) (?:over|to|on|round|around|against|at) (?:his|her|its|their|the baby'?s) (?:face|throat|neck|mouth)",
    r"(?:shake|drop|throw|smother|drown) (?:the baby|him|her) (?:down|against|out|until|so)",
    r"(?:knife|gun|bat|hammer|machete|petrol) (?:in (?:my|the) (?:bag|car|coat|boot|van|drawer)|under (?:my|the) (?:seat|pillow|bed)) (?:for|in case|because)",
    r"(?:i'?ll|i will|i'?m going to|i'?m gonna|i'?d) (?:swing for|do time for|make (?:him|her|them) pay|finish (?:him|her|them))",
)

HARMLESS: tuple[str, ...] = (
    r"(?:could|could'?ve|could have|thought i'?d|nearly|almost|would have|would'?ve|wanted to|want to) (?:of )?died? (?:of|with|from|right there|laughing|on the spot|when|there)",
    r"(?:kill|kills|killing|killed) (?:for (?:a|an|one|some)|me with|time|the mood|two birds)|dressed to kill|(?:traffic|heat|heels|shoes|feet|stairs|knees?|back|suspense|hill|hills|boots) (?:is|are|was|were|will be|nearly)? ?kill\w* me",
    r"it'?ll be the death of me|be the death of me|bored to (?:death|tears)|scared to death|sick to death|worried to death|frozen to death|catch (?:my|your|his|her) death",
    r"(?:just )?shoot me (?:now|then|if|it)?|(?:i'?d|would) (?:rather|sooner) (?:die|stick|eat|hang)",
    r"dead (?:on my feet|tired|funny|good|nice|easy|line|end|weight lift\w*)|deadlines?",
    r"(?:die|died|dying) (?:of (?:embarrassment|shame|laughter|boredom|cringe)|laughing|inside|for a (?:\w+ )?(?:tea|coffee|drink|fag|wee|smoke|cigarette|sandwich))",
    r"suicide (?:squad|pass|mission|prevention|run|doors?)",
    r"(?:cut|cutting|kicking|kick|hate|hated|beating|beat|blaming|blame) myself (?:off|up|short|some|a slice|shaving|a piece|for|down|out|in half|too|on|loose|slack)",
    r"(?:hurt|cut|burn|burned|burnt) myself (?:on|falling|at (?:work|football|rugby|the gym)|lifting|in the (?:garden|kitchen)|playing|with the (?:oven|iron|kettle))",
    r"(?:i'?ll|i could|i'?d|i'?m going to|i'?m gonna|could have|could) (?:have )?(?:murder|murdered|kill|killed|strangle|strangled|throttle|throttled|swing for) (?:a |the |him|her|them|that|it|you)\w*",
    r"(?:in|from|on) (?:the|a|that|this) (?:film|movie|book|play|programme|show|series|game|telly|tv|song|drama|podcast|episode)",
    r"(?:bruised|bruising) (?:ego|pride|banana|apple|fruit|peach|knee|toe|shin|heel)",
    r"(?:disappear|vanish)\w* (?:into|up|down|off|behind|from|under) (?:the|his|her|a|my|to)",
    r"(?:hit|hits) me (?:that|like|when|then|all|how|what|in the (?:car|shower|aisle|queue)|later|on the way)",
)

QUESTIONS_OF_FORM: tuple[str, ...] = (
    r"(?:question|item) nine|(?:no|nothing|none|never|nought|zero|not) (?:ma'?am |sir )?(?:thoughts? )?(?:of|about|to) (?:hurting|harming|ending|killing|hurt|harm)",
)

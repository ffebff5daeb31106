/** Words and phrases for sentences: comments, messages, names of tests, documentation. */
import type { Entry } from './entry.ts'

const verbs = 'is|are|was|were|has|have|had|can|could|may|might|must|will|would|do|does|did'
const units =
  'request|result|row|line|command|file|code|proof|entry|environment|test|rule|scenario|exchange|key|token|call|page'
/** What may follow a whole noun phrase: `a port of its own for …`, but not `the name of its own file`. */
const joints =
  'and|or|for|in|on|with|by|that|which|is|are|was|were|has|have|had|to|at|as|from|where|when|each|too|only|but|than|if|here|there|after|of|until'
const things = 'folder|director(y|ies)|keys?|key pairs?|files?|authority|certificates?'

export const prose: readonly Entry[] = [
  // Persons.
  words(/\bnobody\b/, 'no one'),
  words(/\bsomebody\b/, 'someone', 'another person'),
  words(/\banybody\b/, 'anyone'),
  words(/\beverybody\b/, 'everyone'),
  words(/\bwho(m)?ever\b/, 'anyone who', 'the caller', 'the client'),
  words(/\b(to|from|by|in|for|of) who (has|have|is|asks|sends|trusts|knows)\b/, 'anyone who', 'a client that'),
  words(/['’]s to (know|name|choose|decide|set)\b/, 'is up to …', '… chooses'),
  words('personal number', 'national identity number'),

  // What is not, and what exists.
  words(
    /(?<!\bthere )\b(is|are|was|were) no (?!(longer|more|less|later|earlier|fewer|better|worse|other|different|such|way|need)\b)/,
    'is not a …',
  ),
  words(/\bthere (is|are) no [\w-]+( and no [\w-]+)? "/, 'unknown …', '… does not exist'),
  words(
    /\bthere (is|are|was|were) none of\b|\bwhere there (is|are|was|were) none\b/,
    'does not exist',
    'unknown …',
    'without one',
  ),
  words(/\b(that|which|what|folder|address) (is|are) none\b(?! of)/, 'is not one'),
  words(/\bof (this|that) name\b/, 'called …', 'unknown …'),
  words(/\b(that|what) there (is|are)\b(?! (a|an|no|one|two|more)\b)/, 'that exists'),
  words(/\b(is|are|was|were) there\b(?! (a|an|any|no|one|two|more)\b)/, 'exists', 'is present', 'is running'),
  words(/\b(be|is|are|was|were) had\b/, 'is available', 'could not be fetched', 'could not be loaded'),
  words(/(?<!and )\bno more\b(?=[.:,;]| \(|$)/, 'no longer'),
  words('in vain', 'but does not happen', 'without success'),
  words('for want of', 'because … is missing'),
  words('not well', 'failed'),
  words(/\bamiss\b/, 'wrong', 'failing'),

  // What joins sentences.
  words(
    new RegExp(
      `, for (it|he|she|they|we|you|there|others|no one|someone|anyone|nobody|somebody|this|that) (${verbs})\\b`,
    ),
    'because',
  ),
  words(
    new RegExp(`, for (a|an|the|its|their|each|every|clients|callers) (?!that|who|which)[\\w-]+ (${verbs})\\b`),
    'because',
  ),
  words(/\bin (the )?place of\b/, 'instead of', 'replaces'),
  words(
    new RegExp(`\\bof (its|their|our|your|his|her|one['’]s|my) own(?= ?[.,;:)|“”"'’–—]| (${joints})\\b|$)`),
    'its own …',
  ),
  words(/\bbeside\b|\bbesides(?=[.,;:]|$)/, 'next to', 'with', 'in addition to', 'apart from'),
  words(/\bbut for\b/, 'except for'),
  words(/\botherwise than\b/, 'other than', 'differently from'),
  words(/\bhowever (many|much|long|often|large|late)( the)? [\w’]+(?=[.,;:]|$)/, 'any number of', 'no matter how …'),
  words(/\b(whence|thence|whereof|thereof|wherein|whereby|thereby|therein|thereupon)\b/, 'from which', 'so'),
  words(/\bleft aside\b/, 'ignored'),

  // Requests and requirements.
  words(/\basked\b/, 'requested', 'called', 'sent to'),
  words(/\bask(s|ing)? for\b/, 'request', 'require'),
  words(/(?<!\b(you|I|we|they|users?|who) )\bwants\b|\bwanted\b/, 'requires', 'needs', 'expects'),
  words(/(?<!--)\bpatience\b/, 'retry delay', 'timeout'),
  words(/(?<!\bon )\bdemand(s|ed|ing)?\b/, 'require'),
  words(/\bmend(s|ed|ing)?\b/, 'fix'),

  // What a message does.
  words(/\btold\b(?! (to|apart)\b)/, 'reported', 'notified', 'instructed', 'distinguished'),
  words(/\btells? of\b/, 'reports', 'describes'),
  words(/\bsa(y|ys|id) (nothing )?of\b/, 'says about'),
  words(/\b(is|are|was|were|be) said\b/, 'is reported', 'is named'),
  words(/\bin words\b/, 'as text'),
  words(/\bshown as\b/, 'printed as'),

  // Time and number.
  words(/\brun(s|ning)? out\b(?! of\b)|\bran out\b(?! of\b)/, 'expire'),
  words(/\bso many\b/, 'N', 'that many'),
  words(new RegExp(`\\bone (${units}) an? `), 'one … per …'),
  words(/\b(once a|a second|each) sending\b/, 'each time it is sent', 'a retry'),
  words('from when on', 'from when'),
  words(/\bdearer\b/, 'slower', 'more expensive'),
  words(/\banew\b/, 'again'),
  words(/\ball the same\b/, 'anyway', 'still'),
  words(/\b(the|that|this|its) very (?=\w)/, 'the exact', 'the same'),

  // Plain verbs.
  words(
    new RegExp(`\\bmak(es?|ing) ((a|an|the|each|every|its|new|missing|own|one) )*(${things})\\b`),
    'create …',
    'generate …',
  ),
  words(/\bbring(s|ing)?\b|\bbrought\b/, 'return', 'include', 'restore', 'install'),
  words(/\b(go(es)?|going|went|gone) by\b/, 'follow', 'use'),
  words(/\bgo(es)? before\b/, 'takes precedence over', 'is sent before'),
  words(/\b(stands?|standing|stood)\b(?! for\b|-in\b| in for\b| out\b|-?alone\b| alone\b)/, 'is'),
  words(/\blies?\b/, 'is'),
  words(/\bsees? to\b/, 'handles'),
  words(/\bholds? of\b/, 'is true of'),
  words(/\bmay be set\b/, 'can be set'),
  words(/\bcom(es?|ing) about\b/, 'is made', 'happens'),
  words(/\b(takes?|took|taken) \w+ along\b/, 'affects …'),
  words(/\bhand(s|ed|ing)? on\b/, 'pass on', 'return'),

  // A sentence or doc comment whose subject is a pronoun.
  words(/^\s*(those (that|of|which|who|with)|that of|one (that|which|who))\b/, 'the name of the thing'),
]

function words(find: string | RegExp, ...write: string[]): Entry {
  return { find, write, scope: 'prose' }
}

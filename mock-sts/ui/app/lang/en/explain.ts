/** Words of Explain, in English. */

export const explain = {
  'explain.about': 'Paste what a client sent, here or to the real HelseID.',
  'explain.pasted': 'Pasted',
  'explain.characters': '{n} characters',
  'explain.clear': 'Clear',
  'explain.text': 'JWT, curl line, HTTP request or HAR',
  'explain.hint':
    'A JWT, a curl line, the text of an HTTP request or a HAR, or drop a file. It is sent to this twin only, and not kept. At most 1 MiB; for more, npx helseid-mock explain file.',
  'explain.nothing':
    'Nothing is pasted. Paste a JWT, a curl line, the text of an HTTP request or a HAR, or open a file.',
  'explain.tooLong':
    'The text is {size} long as it is sent, and the twin reads at most {most}. Paste the request alone, or run npx helseid-mock explain file, which reads longer files.',
  'explain.notText':
    '{name} is not a text file, and was not read. Choose a HAR, a log or a saved request, or paste the request.',
  'explain.open': 'Open a file',
  'explain.at': 'Evaluate at',
  'explain.at.hint': 'Empty: the time that it states.',
  'explain.for': 'Intended for',
  'explain.asText': 'As the text says',
  'explain.registration': 'Registration of client',
  'explain.client': 'Client',
  'explain.calls': 'Calls',
  'explain.choose': 'What was found in the text',
  'explain.found.one': '{n} verdict',
  'explain.found.other': '{n} verdicts',
  'explain.notChecked': 'Not checked:',
  'explain.notJudged': 'Earlier in the text, not judged:',
  'explain.codes': 'Error codes in the text',
  'explain.copyCorrected': 'Copy the corrected request as curl',
  'explain.empty': 'Nothing pasted yet',
  'explain.empty.text': 'The verdict appears here: which rules were broken, where, and what to send instead.',
} as const

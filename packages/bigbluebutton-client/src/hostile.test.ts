import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BigBlueButton, BigBlueButtonError } from './index.ts'

/** Every call that reads an answer. */
const CALLS: Record<string, (client: BigBlueButton) => Promise<unknown>> = {
  create: (client) => client.create({ meetingID: 'm-1', name: 'M' }),
  isMeetingRunning: (client) => client.isMeetingRunning('m-1'),
  getMeetingInfo: (client) => client.getMeetingInfo('m-1'),
  getMeetings: (client) => client.getMeetings(),
  end: (client) => client.end('m-1'),
  getRecordings: (client) => client.getRecordings({}),
  publishRecordings: (client) => client.publishRecordings(['r'], true),
  deleteRecordings: (client) => client.deleteRecordings(['r']),
  getRecordingTextTracks: (client) => client.getRecordingTextTracks('r'),
  serverInfo: (client) => client.serverInfo(),
}

function answering(
  body: ConstructorParameters<typeof Response>[0],
  headers: Record<string, string> = {},
  status = 200,
): BigBlueButton {
  const fetch = async () => new Response(body, { status, headers })
  return new BigBlueButton({ url: 'https://bbb.example', secret: 's', fetch, maxAttempts: 1 })
}

const SUCCESS = '<response><returncode>SUCCESS</returncode>'
const deep = `${SUCCESS}${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</response>`
const bomb = `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "${'&lol;'.repeat(10)}">]><response><returncode>&lol2;</returncode></response>`

describe('whatever a server answers', () => {
  it.each([
    ['nothing', '', 'the body is empty'],
    ['white space', ' \n ', 'the body is empty'],
    ['a page', '<!DOCTYPE html><html><body>Welcome</body></html>', 'it is a page in HTML'],
    ['a page that is cut', '<html><body><h1>502', 'it is a page in HTML'],
    ['JSON', '{"response":{"returncode":"SUCCESS"}}', 'it is no XML'],
    ['words', 'Service Unavailable', 'it is no XML'],
    ['XML of another', '<rss><channel/></rss>', 'it is no XML of BigBlueButton’s'],
    ['XML that is cut', `${SUCCESS}<meetings><meeting>`, 'it is no XML of BigBlueButton’s'],
    ['a response without a code', '<response><meetings/></response>', 'it has no returncode'],
    ['an empty response', '<response/>', 'it is no XML of BigBlueButton’s'],
    ['entities that grow', bomb, 'it is no XML of BigBlueButton’s'],
    [
      'a file of the server',
      '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><response>&x;</response>',
      'no XML of',
    ],
    ['elements without an end to their depth', deep, 'it is no XML of BigBlueButton’s'],
    ['names that are of JavaScript', `${SUCCESS}<__proto__><x>1</x></__proto__></response>`, 'no XML of'],
    [
      'an element in place of a text',
      '<response><returncode><a/></returncode></response>',
      'it has no returncode',
    ],
  ])('%s is told in a sentence', async (_name, body, sentence) => {
    const error = await answering(body)
      .getMeetings()
      .catch((caught) => caught)
    expect(error).toBeInstanceOf(BigBlueButtonError)
    expect(error).toMatchObject({ kind: 'unexpected-response', status: 200 })
    expect(error.message).toContain(sentence)
    expect(error.message).toMatch(/\.$/)
  })

  it.each([
    ['a meeting without its id', '<meeting><meetingName>x</meetingName></meeting>', 'meetingID is missing'],
    [
      'a time that is none',
      '<meeting><meetingID>m</meetingID><internalMeetingID>i</internalMeetingID><createTime>soon</createTime></meeting>',
      'createTime is no number',
    ],
    [
      'a time beyond all time',
      '<meeting><meetingID>m</meetingID><internalMeetingID>i</internalMeetingID><createTime>9007199254740991</createTime></meeting>',
      'createTime is no instant',
    ],
  ])('%s is no meeting', async (_name, meeting, sentence) => {
    const asked = answering(`${SUCCESS}<meetings>${meeting}</meetings></response>`).getMeetings()
    await expect(asked).rejects.toThrow(sentence)
  })

  it('too much is not held', async () => {
    let sent = 0
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1
        controller.enqueue(new Uint8Array(1_000_000).fill(32))
      },
    })
    await expect(answering(endless).getMeetings()).rejects.toThrow('it is larger than 16000000 bytes')
    expect(sent).toBeLessThan(25)
  })

  it('ten thousand people are read in no time', async () => {
    const people = Array.from(
      { length: 10_000 },
      (_, index) =>
        `<attendee><userID>p-${index}</userID><fullName>Léa &amp; &#233; ${index}</fullName><role>VIEWER</role></attendee>`,
    )
    const body = `${SUCCESS}<meetingID>m</meetingID><internalMeetingID>i</internalMeetingID><attendees>${people.join('')}</attendees></response>`
    const { attendees } = await answering(body).getMeetingInfo('m')
    expect(attendees).toHaveLength(10_000)
    expect(attendees[9999]?.fullName).toBe('Léa & é 9999')
  })

  it.each([
    ['said by the header', 'iso-8859-1', { 'content-type': 'text/xml; charset=ISO-8859-1' }, ''],
    ['said by the declaration', 'iso-8859-1', {}, '<?xml version="1.0" encoding="ISO-8859-1"?>'],
    ['said by its first bytes', 'utf16le', {}, '\uFEFF'],
    ['said by nobody', 'utf8', {}, ''],
  ] as const)('an encoding is read as %s', async (_name, encoding, headers, head) => {
    const xml = `${head}${SUCCESS}<meetings><meeting><meetingID>m</meetingID><internalMeetingID>i</internalMeetingID><meetingName>Città</meetingName></meeting></meetings></response>`
    const bytes = Buffer.from(xml, encoding === 'iso-8859-1' ? 'latin1' : encoding)
    expect(await answering(bytes, headers).getMeetings()).toMatchObject([{ name: 'Città' }])
  })

  it.each([
    [
      'bytes that are not in it',
      Buffer.from(`${SUCCESS}<a>Citt\xE0</a></response>`, 'latin1'),
      {},
      'it is not in utf-8',
    ],
    [
      'one that nobody knows',
      Buffer.from(SUCCESS),
      { 'content-type': 'text/xml; charset=klingon' },
      'not in klingon',
    ],
  ])('an encoding is refused for %s', async (_name, bytes, headers, sentence) => {
    await expect(answering(bytes, headers).getMeetings()).rejects.toThrow(sentence)
  })

  it('what is written twice is read once', async () => {
    const xml = `${SUCCESS}<meetings><meeting><meetingID>m</meetingID><internalMeetingID>i</internalMeetingID><meetingName>&amp;lt;b&amp;gt; &#x1F600;<![CDATA[<i>]]></meetingName></meeting></meetings></response>`
    expect(await answering(xml).getMeetings()).toMatchObject([{ name: '&lt;b&gt; 😀<i>' }])
  })

  it('links that no browser follows are left out', async () => {
    const format = (url: string) => `<format><type>video</type><url>${url}</url></format>`
    const urls = ['javascript:alert(1)', 'file:///etc/passwd', 'nonsense', 'https://bbb.example/v.mp4']
    const xml = `${SUCCESS}<recordings><recording><recordID>r</recordID><meetingID>m</meetingID><playback>${urls.map(format).join('')}</playback></recording></recordings></response>`
    const [recording] = await answering(xml).getRecordings({})
    expect(recording?.formats.map(({ url }) => url)).toEqual(['https://bbb.example/v.mp4'])
  })

  const name = fc.constantFrom(
    ...[
      'returncode',
      'meetings',
      'meeting',
      'meetingID',
      'internalMeetingID',
      'createTime',
      'attendees',
      'attendee',
    ],
    ...[
      'userID',
      'recordings',
      'recording',
      'recordID',
      'playback',
      'format',
      'url',
      'messageKey',
      'message',
      'version',
    ],
  )
  const strange = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom(
        '',
        'SUCCESS',
        'FAILED',
        'checksumError',
        '0',
        '-1',
        '1e9',
        '1795507200000',
        'x',
        '&amp;',
        '&#0;',
      ),
      fc.tuple(name, tie('node')).map(([tag, inner]) => `<${tag}>${inner}</${tag}>`),
      fc.array(tie('node'), { maxLength: 4 }).map((parts) => parts.join('')),
    ),
  })).node

  it.each(Object.entries(CALLS))('%s is read, or fails with a readable error', async (_name, call) => {
    const body = fc.oneof(
      strange.map((inner) => `<response>${inner}</response>`),
      strange.map((inner) => `<response><returncode>SUCCESS</returncode>${inner}</response>`),
      fc.json(),
      fc.string(),
    )
    await fc.assert(
      fc.asyncProperty(
        body,
        fc.constantFrom(200, 200, 200, 204, 302, 401, 404, 500),
        async (text, status) => {
          const client = answering(status === 204 ? null : text, {}, status)
          const error = await call(client).then(
            () => undefined,
            (caught: unknown) => caught,
          )
          if (error === undefined) return
          expect(error).toBeInstanceOf(BigBlueButtonError)
          expect(String(error)).toMatch(/^BigBlueButtonError: BigBlueButton.{10,}\.$/s)
        },
      ),
      { numRuns: 60 },
    )
  })
})

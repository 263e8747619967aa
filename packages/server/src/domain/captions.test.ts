import { describe, expect, it } from 'vitest'
import { readCaptions, writeCaptions } from './captions.ts'

describe('captions', () => {
  it.each([
    ['WebVTT', 'WEBVTT\n\n00:01.000 --> 00:02.500\nHello', [1, 2.5, 'Hello']],
    ['WebVTT with hours', 'WEBVTT\n\n1\n01:00:01.000 --> 01:00:02.000\nHello', [3601, 3602, 'Hello']],
    ['SubRip', '1\r\n00:00:01,000 --> 00:00:02,000\r\nHello\r\nagain\r\n\r\n', [1, 2, 'Hello again']],
    ['a voice', 'WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud Ivo>Hello</v>', [1, 2, 'Ivo: Hello']],
    ['settings', 'WEBVTT\n\n00:01.000 --> 00:02.000 line:0 align:start\n<b>Hi</b>', [1, 2, 'Hi']],
    ['a byte order mark', '\uFEFFWEBVTT\n\n00:01.000 --> 00:02.000\nHi', [1, 2, 'Hi']],
    ['entities', 'WEBVTT\n\n00:01.000 --> 00:02.000\na &lt; b &amp;&amp; c', [1, 2, 'a < b && c']],
    ['what turns writing around', 'WEBVTT\n\n00:01.000 --> 00:02.000\nA\u202Egnp.exe', [1, 2, 'A gnp.exe']],
  ] as const)('are read: %s', (_, text, [fromSeconds, toSeconds, said]) => {
    expect(readCaptions(text)).toEqual([{ fromSeconds, toSeconds, text: said }])
  })

  it.each([
    '',
    'not captions at all',
    '<html><body>Sign in</body></html>',
    'WEBVTT\n\nSTYLE\n::cue { background: url(https://x.example) }',
    'WEBVTT\n\n00:02.000 --> 00:01.000\nbackwards',
    'WEBVTT\n\n00:01.000 --> 00:02.000\n',
    '{"cues": []}',
  ])('of %j are none', (text) => {
    expect(readCaptions(text)).toEqual([])
  })

  it('are written so that they are read as they were, in order, and bring no markup along', () => {
    const text =
      'WEBVTT\n\n00:05.000 --> 00:06.000\nsecond\n\n00:01.250 --> 00:02.000\n<script>x</script> 1 &lt; 2'
    const cues = readCaptions(text)
    const written = writeCaptions(cues)
    expect(written).toBe(
      'WEBVTT\n\n00:00:01.250 --> 00:00:02.000\nx 1 &lt; 2\n\n00:00:05.000 --> 00:00:06.000\nsecond\n',
    )
    expect(readCaptions(written)).toEqual(cues)
  })

  it('without an end are cut off', () => {
    const cue = (second: number) => `00:${String(second % 60).padStart(2, '0')}.000 --> 01:00.000\nword`
    const text = Array.from({ length: 25_000 }, (_, at) => cue(at)).join('\n\n')
    expect(readCaptions(text)).toHaveLength(20_000)
  })
})

import type { Finding } from './check.ts'

/** A finding as a sentence: what is there, what was signed. */
export function sentenceOf(finding: Finding): string {
  switch (finding.code) {
    case 'not-a-zip':
      return 'This is no evidence pack: it is no ZIP file. A pack ends with .zip.'
    case 'another-zip':
      return 'This is no evidence pack: the ZIP file has neither its manifest nor its signature.'
    case 'zip-damaged':
      return 'This ZIP file can’t be unpacked: it was cut off, or its bytes were changed.'
    case 'too-large':
      return 'This file says that it unpacks to more than a gigabyte or 20,000 files. No evidence pack does.'
    case 'manifest-missing':
      return 'manifest.json is missing, which says what was signed. This is no evidence pack, or it was taken out.'
    case 'manifest-unreadable':
      return 'manifest.json is not what Lectern writes. It was changed, or another program made it.'
    case 'format-unknown':
      return `The pack has format ${finding.version}, which this program does not know. Take a newer one.`
    case 'signature-missing':
      return 'signature.jws is missing: nothing says that the pack is as the platform made it.'
    case 'signature-unreadable':
      return 'signature.jws is not a signature of RS256 with the id of a key.'
    case 'key-missing':
      return 'keys.json does not have the key that is said to have signed. Give the platform’s own keys.'
    case 'key-not-of-platform':
      return 'The key that signed is none of the platform’s keys that you gave. The pack was made elsewhere.'
    case 'signature-wrong':
      return 'The signature was not made by the key that it names: signature.jws or keys.json was changed.'
    case 'manifest-changed':
      return 'manifest.json is not the one that was signed: it was changed.'
    case 'chain-broken':
      return 'The chain of files is broken: the manifest’s last link does not follow from its files.'
    case 'file-missing':
      return `${finding.path} was signed and is missing.`
    case 'file-extra':
      return `${finding.path} was put in after the pack was signed.`
    case 'file-twice':
      return `${finding.path} is there twice: programs may show another one than this.`
    case 'file-changed':
      return `${finding.path} is not as it was signed: at least one byte was changed.`
    case 'rows-moved':
      return `The rows of ${finding.path} were put into another order.`
    case 'row-changed':
      return `${finding.path}, line ${finding.line} is not as it was signed: ${finding.text}`
    case 'row-missing':
      return `${finding.path}, line ${finding.line} was signed and is missing.`
    case 'more-rows':
      return `${finding.path}: ${finding.count} more rows are not as they were signed.`
  }
}

/**
 * What the product says, in every language: `<language>/server/*.json` and `<language>/web/*.json`, flat keys, values in
 * ICU MessageFormat. This door has what both sides need; it loads no text.
 */
export {
  defaultLanguage,
  directionOf,
  isLanguage,
  type Language,
  languages,
  localeOf,
  nameOfLanguage,
  preferredLanguage,
} from './languages.ts'
export { type Argument, argumentsOf, outlineOf, parseText } from './outline.ts'
export {
  type AnyOf,
  createSpeaker,
  type Param,
  type Params,
  type ParsedText,
  type Speaker,
  type Trouble,
} from './speaker.ts'

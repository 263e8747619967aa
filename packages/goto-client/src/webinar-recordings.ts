import { type CallOptions, type GotoHttp, path } from './http.ts'
import { collectPages, PAGE_SIZE, pagesOf, readDataPage, readEmbeddedPage } from './pages.ts'
import {
  optionalInstant,
  optionalKey,
  optionalNumber,
  optionalText,
  optionalUrl,
  readObject,
  requiredKey,
} from './read.ts'
import { WEBINAR_ROOT } from './webinar-paths.ts'

/** A recording in GoTo's cloud. Appears some time after the end. */
export interface RecordingAsset {
  recordingAssetKey: string
  name: string | undefined
  productName: string | undefined
  createTime: Date | undefined
  /** The owner. */
  creatorKey: string | undefined
  accountKey: string | undefined
  totalReferenceCount: number | undefined
  mp4DownloadUrl: string | undefined
  transcriptDownloadUrl: string | undefined
  /** A page to watch it. */
  recordingShareUrl: string | undefined
  webinarKey: string | undefined
}

interface RecordingOrder {
  /** Part of the name. */
  name?: string
  sortField?: 'CREATETIME' | 'NAME'
  sortOrder?: 'DESC' | 'ASC'
}

/** What to look for among one's own recordings. */
export interface RecordingSearch extends RecordingOrder {
  accountKey: string
}

/** What to look for among an account's recordings (admin role). */
export interface AccountRecordingSearch extends RecordingOrder {
  accountKey: string
  organizerKey: string
  fromTime?: Date
  toTime?: Date
}

/** Recordings of webinars. */
export class WebinarRecordings {
  readonly #http: GotoHttp

  constructor(http: GotoHttp) {
    this.#http = http
  }

  /** Recordings of one webinar, page by page, each asked for when it is wanted. */
  pages(webinarKey: string, options: CallOptions = {}): AsyncGenerator<RecordingAsset[]> {
    return pagesOf('recordings', (page) => this.#page(webinarKey, page, options))
  }

  /** Recordings of one webinar; all pages. */
  async list(webinarKey: string, options: CallOptions = {}): Promise<RecordingAsset[]> {
    return collectPages('recordings', (page) => this.#page(webinarKey, page, options))
  }

  #page(webinarKey: string, page: number, options: CallOptions) {
    return this.#http.call({
      method: 'GET',
      path: WEBINAR_ROOT + path`/webinars/${webinarKey}/recordingAssets`,
      // GoTo's document says `limit`, its example `size`; an unknown one is ignored.
      query: { page, limit: PAGE_SIZE, size: PAGE_SIZE },
      what: 'the recordings',
      read: (json) => readDataPage(json, 'recordings', readAsset),
      signal: options.signal,
    })
  }

  /** Searches one's own recordings; all pages. */
  async search(request: RecordingSearch, options: CallOptions = {}): Promise<RecordingAsset[]> {
    return this.#search('/recordingassets/search', request, options)
  }

  /** Searches the recordings of an organizer of the account (admin role); all pages. */
  async searchAccount(request: AccountRecordingSearch, options: CallOptions = {}): Promise<RecordingAsset[]> {
    const { accountKey, ...body } = request
    return this.#search(path`/accounts/${accountKey}/recordingassets/search`, body, options)
  }

  async #search(address: string, body: object, options: CallOptions): Promise<RecordingAsset[]> {
    return collectPages('recordings', (page) =>
      this.#http.call({
        method: 'POST',
        path: WEBINAR_ROOT + address,
        query: { page, size: PAGE_SIZE, includes: 'recordingShareUrl,webinarKey' },
        body,
        readOnly: true,
        what: 'the recordings',
        read: (json) => readEmbeddedPage(json, 'recordingAssets', readAsset),
        signal: options.signal,
      }),
    )
  }
}

function readAsset(json: unknown): RecordingAsset {
  const asset = readObject(json, 'recording')
  return {
    recordingAssetKey: requiredKey(asset.recordingAssetKey, 'recordingAssetKey'),
    name: optionalText(asset.name),
    productName: optionalText(asset.productName),
    createTime: optionalInstant(asset.createTime),
    creatorKey: optionalKey(asset.creatorKey),
    accountKey: optionalKey(asset.accountKey),
    totalReferenceCount: optionalNumber(asset.totalReferenceCount),
    mp4DownloadUrl: optionalUrl(asset.mp4DownloadUrl),
    transcriptDownloadUrl: optionalUrl(asset.transcriptDownloadUrl),
    recordingShareUrl: optionalUrl(asset.recordingShareUrl),
    webinarKey: optionalKey(asset.webinarKey),
  }
}

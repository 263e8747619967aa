import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  NoSuchKey,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { FileMissingError, type Storage, type StorageSettings } from './storage.ts'

const PART_BYTES = 8 * 1024 * 1024
const PARTS_AT_ONCE = 2

type S3Settings = Extract<StorageSettings, { kind: 's3' }>

/**
 * Files in a bucket of S3 or of what speaks its language. A file comes in parts, and is there when the last one is; parts
 * that a killed process left are taken away before the file is sent once more.
 */
export function createS3Storage({ bucket, prefix, endpoint, region, ...keys }: S3Settings): Storage {
  const client = new S3Client({
    region,
    credentials: { accessKeyId: keys.accessKey, secretAccessKey: keys.secretKey },
    // Others than Amazon have no names for each bucket, and know no newer checksums.
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  const at = (key: string) => ({ Bucket: bucket, Key: prefix ? `${prefix}/${key}` : key })

  async function removeParts(key: string): Promise<void> {
    const { Key } = at(key)
    const found = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: Key }))
    for (const upload of found.Uploads ?? [])
      if (upload.Key === Key && upload.UploadId)
        await client.send(new AbortMultipartUploadCommand({ ...at(key), UploadId: upload.UploadId }))
  }

  return {
    async put(key, file, signal) {
      await removeParts(key)
      let bytes = 0
      async function* counted() {
        for await (const chunk of file) {
          bytes += chunk.length
          yield chunk
        }
      }
      const upload = new Upload({
        client,
        params: { ...at(key), Body: Readable.from(counted()), ContentType: 'video/mp4' },
        partSize: PART_BYTES,
        queueSize: PARTS_AT_ONCE,
        leavePartsOnError: false,
      })
      const onAbort = () => void upload.abort()
      signal?.addEventListener('abort', onAbort, { once: true })
      try {
        signal?.throwIfAborted()
        await upload.done()
        return bytes
      } finally {
        signal?.removeEventListener('abort', onAbort)
      }
    },
    async open(key, range) {
      try {
        const wanted = range && { Range: `bytes=${range.from}-${range.to}` }
        const { Body } = await client.send(new GetObjectCommand({ ...at(key), ...wanted }))
        return Body as Readable // in Node.js it is one
      } catch (error) {
        if (error instanceof NoSuchKey) throw new FileMissingError(`${key} is not there`, { cause: error })
        throw error
      }
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand(at(key)))
    },
  }
}

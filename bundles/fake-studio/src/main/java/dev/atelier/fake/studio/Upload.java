package dev.atelier.fake.studio;

import java.time.Instant;

/**
 * A binary result as it arrived.
 *
 * @param bytes empty once the studio holds very many of them; size and hash are always those of the whole
 * @param stored whether the studio took it: the job was claimed by this worker
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its hash, if at all
public record Upload(
        Instant at,
        String workerId,
        String jobId,
        String prompt,
        String ext,
        String filename,
        String contentType,
        byte[] bytes,
        long size,
        String sha256,
        boolean stored) {

    Upload taken(boolean nowStored) {
        return new Upload(at, workerId, jobId, prompt, ext, filename, contentType, bytes, size, sha256, nowStored);
    }

    @Override
    public String toString() {
        return "upload of " + jobId + " (" + filename + ", " + size + " bytes)";
    }
}

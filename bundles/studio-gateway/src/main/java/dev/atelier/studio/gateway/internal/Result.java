package dev.atelier.studio.gateway.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.common.api.Json;
import dev.atelier.http.api.Exchange;
import dev.atelier.studio.store.api.ResultStore;
import dev.atelier.studio.store.api.ResultStore.Opened;
import dev.atelier.studio.store.api.StoredJob;
import java.io.FileNotFoundException;
import java.io.IOException;

/** What a job that is done has made. */
record Result(StoredJob job, ResultStore store) {
    /** What is held in memory at most. */
    private static final int MAX_WHOLE = (int) (64 * Exchange.MIB);

    String type() {
        return job.resultType() == null ? "application/octet-stream" : job.resultType();
    }

    Opened open() throws IOException {
        if (job.claim() == null) {
            throw new FileNotFoundException("a finished job has no result");
        }
        return store.open(job.id(), job.claim())
                .orElseThrow(() -> new FileNotFoundException("the result is not there any more"));
    }

    byte[] bytes() throws IOException {
        Opened opened = open();
        try (var bytes = opened.bytes()) {
            if (opened.length() > MAX_WHOLE) {
                throw new IOException("the result is too large to be told in JSON");
            }
            return bytes.readNBytes(MAX_WHOLE);
        }
    }

    JsonNode json() throws IOException {
        return Json.parse(bytes());
    }
}

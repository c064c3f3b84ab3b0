package dev.atelier.studio.store.internal;

import static dev.atelier.studio.store.internal.Samples.NOW;
import static dev.atelier.studio.store.internal.Samples.done;
import static dev.atelier.studio.store.internal.Samples.job;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StraysTest {
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(2));

    private final Path folder;
    private final FileResults results;
    private final Room room;
    private final String lost = UUID.randomUUID().toString();
    private final String kept = UUID.randomUUID().toString();

    StraysTest(@TempDir Path temp) throws Exception {
        folder = temp.resolve("results");
        results = new FileResults(folder, Incoming.emptied(temp.resolve("incoming")));
        room = Room.open(Database.file(temp), () -> 100, Clock.fixed(NOW, ZoneOffset.UTC));
        done(room.jobs.insert(job("a-job")));
        done(room.jobs.claim("a-job", "w", kept, NOW));
        results.publish("a-job", kept, "of its last attempt".getBytes(UTF_8));
        done(room.jobs.complete("a-job", kept, null, "text/plain", 10, NOW));
    }

    @AfterEach
    void close() {
        room.close();
    }

    private int look() {
        Strays strays = results.strays(room.reader(), Clock.fixed(NOW, ZoneOffset.UTC));
        int gone = 0;
        for (int shelf = 0; shelf < 256; shelf++) {
            gone += strays.next();
        }
        return gone;
    }

    private void made(Instant at) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                Files.setLastModifiedTime(each, FileTime.from(at));
            }
        }
    }

    @Test
    void whatNoJobKnowsOfGoesAndWhatAJobHasStays() throws Exception {
        results.publish("a-job", lost, "of an attempt that was cut off".getBytes(UTF_8));
        results.publish("no-such-job", lost, "of a job that is gone".getBytes(UTF_8));
        made(LONG_AGO);

        assertThat(look()).isEqualTo(2);

        assertThat(results.open("a-job", kept)).isPresent();
        assertThat(results.open("a-job", lost)).isEmpty();
        assertThat(results.open("no-such-job", lost)).isEmpty();
    }

    @Test
    void whatIsNewMayStillBeWrittenDown() throws Exception {
        results.publish("a-job", lost, "of an attempt under way".getBytes(UTF_8));
        made(NOW.minus(Duration.ofHours(1)));

        assertThat(look()).isZero();
    }

    @Test
    void whatIsNotNamedAsAResultIsLeftAlone() throws Exception {
        results.publish("an id of another make", "c", "x".getBytes(UTF_8));
        made(LONG_AGO);

        assertThat(look()).isZero();
        assertThat(results.open("an id of another make", "c")).isPresent();
    }
}

package dev.atelier.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.api.Kind;
import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.JobRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallPartsTest {
    @ParameterizedTest
    @CsvSource({
        "RIFF....WEBP, image/webp",
        "RIFF....WAVE, audio/wav",
        "GIF89a......, image/gif",
        "OggS........, audio/ogg",
        "....ftypisom, video/mp4",
        "plain text.., "
    })
    void bytesTellWhatTheyAre(String head, String type) {
        assertThat(MediaTypes.sniff(head.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({"jpg, image/jpeg", "MP3, audio/mpeg", "opus, audio/ogg", "xyz, application/octet-stream"})
    void extensionsTellTheRest(String ext, String type) {
        assertThat(MediaTypes.byExt(ext)).isEqualTo(type);
    }

    @Test
    void aPngIsKnownByItsFirstBytes() {
        assertThat(MediaTypes.sniff(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13}))
                .isEqualTo("image/png");
    }

    @Test
    void aRecordReadsBackAsItWasWritten() throws Exception {
        var created = RecordDraft.created(
                "local-1-1", Kind.IMAGE, "m", "a tree", JobRecord.Source.LOCAL, Instant.ofEpochMilli(1_234));
        var ended = RecordDraft.change(created, draft -> {
            draft.startedAt = Instant.ofEpochMilli(2_000);
            draft.progress = 0.5;
            draft.ended(new JobOutcome.Failed("engine_failed", "no paint", true), Instant.ofEpochMilli(3_000));
        });

        assertThat(JobJson.read(JobJson.write(created))).isEqualTo(created);
        assertThat(JobJson.read(JobJson.write(ended))).isEqualTo(ended);
        assertThat(JobJson.write(created).has("progress")).isFalse();
    }

    @Test
    void textsAreNeverCutInsideACharacter() {
        assertThat(Texts.cut("ab😀", 3)).isEqualTo("ab…");
    }

    @Test
    void progressKeepsItsPace() {
        var pace = new ProgressPace();
        long ms = 1_000_000;

        assertThat(pace.delay(0)).isZero();
        assertThat(pace.delay(100 * ms)).isEqualTo(150 * ms);
        assertThat(pace.delay(120 * ms)).isNegative();
        pace.sent(250 * ms);
        assertThat(pace.delay(600 * ms)).isZero();
    }
}

package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.engine.api.ModelSource;
import dev.atelier.engine.api.Task;
import dev.atelier.wire.api.Claim;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.StudioErrorCode;
import dev.atelier.wire.api.StudioFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConversationTest {
    private static final Claim CLAIM =
            new Claim("job-1", "game", "asset", "model", 1, Task.Image.of("a cat"), ModelSource.of("synthetic"));

    private final Conversation conversation = new Conversation();
    private final Notes notes = new Notes();

    @Test
    void nothingCountsBeforeTheWelcome() {
        assertThat(hear(new StudioFrame.Offer(CLAIM))).isEmpty();
        assertThat(hear(new StudioFrame.HeartbeatAck())).isEmpty();
        assertThat(hear(new StudioFrame.CompleteAck("job-1"))).isEmpty();
        assertThat(hear(new StudioFrame.FailAck("job-1"))).isEmpty();
        assertThat(conversation.text("{\"type\":\"offer\",\"claim\":{\"jobId\":\"job-2\"}}", notes))
                .isEmpty();

        assertThat(notes.all).hasSize(5).allMatch(note -> note.startsWith("ignored"));
        assertThat(conversation.welcomed()).isFalse();
    }

    @Test
    void afterTheWelcomeEveryFrameIsHeard() {
        welcome();

        hear(new StudioFrame.Offer(CLAIM));
        hear(new StudioFrame.HeartbeatAck());
        hear(new StudioFrame.CompleteAck("job-1"));
        hear(new StudioFrame.FailAck("job-2"));
        hear(new StudioFrame.Welcome("w-1", "again"));

        assertThat(notes.all)
                .containsExactly("welcomed w-1", "offered job-1", "ack", "completed job-1", "failed job-2", "ignored");
    }

    @ParameterizedTest
    @EnumSource(StudioErrorCode.class)
    void anErrorEndsTheSessionForGoodBeforeAndAfterTheWelcome(StudioErrorCode code) {
        Ending.Kind expected =
                switch (code) {
                    case AUTH_FAILED -> Ending.Kind.AUTH_FAILED;
                    case DUPLICATE_WORKER -> Ending.Kind.REPLACED;
                    default -> Ending.Kind.FATAL;
                };

        Ending before = hear(new StudioFrame.Failure(code, "because")).orElseThrow();
        welcome();
        Ending after = hear(new StudioFrame.Failure(code, "because")).orElseThrow();

        assertThat(before.kind()).isEqualTo(expected);
        assertThat(after).isEqualTo(before);
        assertThat(after.reason()).isEqualTo(code.wireName() + ": because");
        assertThat(after.goodbye()).isEqualTo(expected == Ending.Kind.AUTH_FAILED ? "auth failed" : "session ended");
    }

    @ParameterizedTest
    @CsvSource({
        "1000,DISCONNECTED",
        "1001,DISCONNECTED",
        "1009,DISCONNECTED",
        "4000,DISCONNECTED",
        "4001,AUTH_FAILED",
        "4002,DISCONNECTED",
        "4003,REPLACED",
        "4004,FATAL",
        "4005,DISCONNECTED"
    })
    void closeCodesMeanWhatTheyMean(int code, Ending.Kind expected) {
        assertThat(conversation.ended(Socket.End.closed(code, "bye")).kind()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"401,AUTH_FAILED", "403,DISCONNECTED", "302,DISCONNECTED", "503,DISCONNECTED"})
    void refusedUpgradesSayStatusAndBody(int status, Ending.Kind expected) {
        Ending ending = conversation.ended(Socket.End.refused(status, "down for maintenance"));

        assertThat(ending.kind()).isEqualTo(expected);
        assertThat(ending.reason()).contains(Integer.toString(status)).contains("down for maintenance");
    }

    @Test
    void aLostConnectionIsTriedAgain() {
        assertThat(conversation.ended(Socket.End.lost("connection reset")))
                .isEqualTo(Ending.disconnected("connection reset", null));
        assertThat(conversation.silent().kind()).isEqualTo(Ending.Kind.DISCONNECTED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"type\":\"offer\", oops", "{\"type\":\"dance\"}", "[]", "{\"type\":\"offer\",\"claim\":{}}"})
    void whatCannotBeReadEndsTheSessionAndNotTheWorker(String text) {
        welcome();

        Ending ending = conversation.text(text, notes).orElseThrow();

        assertThat(ending.kind()).isEqualTo(Ending.Kind.DISCONNECTED);
        assertThat(ending.goodbye()).isEqualTo("protocol violation");
    }

    @Test
    void aBinaryMessageEndsTheSession() {
        assertThat(conversation.binary().orElseThrow().goodbye()).isEqualTo("protocol violation");
    }

    @Test
    void anOfferThatNamesItsJobButCannotBeUsedIsTurnedDown() {
        welcome();

        Optional<Ending> ending =
                conversation.text("{\"type\":\"offer\",\"claim\":{\"jobId\":\"job-2\",\"gameId\":1}}", notes);

        assertThat(ending).isEmpty();
        assertThat(notes.all).last().asString().startsWith("unusable job-2");
    }

    private void welcome() {
        hear(new StudioFrame.Welcome("w-1", "2026-01-01T00:00:00Z"));
    }

    private Optional<Ending> hear(StudioFrame frame) {
        return conversation.text(Frames.write(frame), notes);
    }

    private static final class Notes implements Conversation.Script {
        final List<String> all = new ArrayList<>();

        @Override
        public void welcomed(String workerId, String serverTime) {
            all.add("welcomed " + workerId);
        }

        @Override
        public void offered(Claim claim) {
            all.add("offered " + claim.jobId());
        }

        @Override
        public void unusable(String jobId, String why) {
            all.add("unusable " + jobId + " " + why);
        }

        @Override
        public void heartbeatAcknowledged() {
            all.add("ack");
        }

        @Override
        public void completionConfirmed(String jobId) {
            all.add("completed " + jobId);
        }

        @Override
        public void failureConfirmed(String jobId) {
            all.add("failed " + jobId);
        }

        @Override
        public void ignored(String what) {
            all.add("ignored");
        }
    }
}

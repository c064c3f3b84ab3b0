package dev.atelier.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.jobs.api.JobOutcome;
import dev.atelier.jobs.api.Jobs;
import dev.atelier.wire.api.LinkFrame;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SideTextsTest {
    private final FakeJobs jobs = new FakeJobs(request -> new JobOutcome.Cancelled("unused"));
    private final FakeSocket socket = new FakeSocket();
    private final SideTexts texts = new SideTexts(jobs, socket);

    @AfterEach
    void close() {
        jobs.close();
    }

    private Jobs.TextReader followed(String jobId) {
        texts.follow(jobId);
        return Objects.requireNonNull(jobs.readers.get(jobId));
    }

    @Test
    void piecesGoOutAsTheyComeEachWithItsPlace() {
        Jobs.TextReader reader = followed("job-1");

        reader.text(0, "Once");
        reader.text(4, " upon");

        assertThat(socket.texts())
                .containsExactly(new LinkFrame.Text("job-1", 0, "Once"), new LinkFrame.Text("job-1", 4, " upon"));
    }

    @Test
    void aStudioThatIsBehindGetsTheRestGathered() {
        Jobs.TextReader reader = followed("job-1");
        int piece = 1000;
        int count = 100;
        for (int i = 0; i < count; i++) {
            reader.text((long) i * piece, "x".repeat(piece));
        }
        int before = socket.sent.size();

        socket.asked.get(0).complete(null);

        assertThat(before).isEqualTo((SideTexts.AHEAD + piece - 1) / piece);
        assertThat(socket.sent.size() - before).isLessThan(5);
        assertThat(told()).isEqualTo("x".repeat(piece * count));
    }

    @Test
    void halfACharacterWaitsForTheOther() {
        Jobs.TextReader reader = followed("job-1");
        String stone = "🗿";

        reader.text(0, "a" + stone.charAt(0));
        reader.text(2, stone.charAt(1) + "b");

        assertThat(socket.texts())
                .containsExactly(new LinkFrame.Text("job-1", 0, "a"), new LinkFrame.Text("job-1", 1, stone + "b"));
    }

    @Test
    void aTextThatCannotBeKeptIsGivenUpAndTheOthersAreNot() {
        Jobs.TextReader lost = followed("long");
        lost.text(0, "x".repeat(SideTexts.AHEAD));
        lost.text(SideTexts.AHEAD, "y".repeat(SideTexts.MOST_GATHERED + 1));
        followed("short").text(0, "hello");

        socket.asked.get(0).complete(null);

        assertThat(told()).isEqualTo("x".repeat(SideTexts.AHEAD) + "hello");
    }

    @Test
    void whatIsGatheredGoesOutAlsoAfterTheEnd() {
        Jobs.TextReader reader = followed("job-1");
        reader.text(0, "x".repeat(SideTexts.AHEAD));
        reader.text(SideTexts.AHEAD, "the end");
        reader.ended();

        socket.asked.get(0).complete(null);

        assertThat(told()).endsWith("the end");
    }

    @Test
    void aJobIsFollowedOnceAndNotAfterTheClose() {
        Jobs.TextReader reader = followed("job-1");
        texts.follow("job-1");
        assertThat(jobs.readers.get("job-1")).isSameAs(reader);

        texts.close();
        texts.follow("job-2");
        reader.text(0, "too late");

        assertThat(jobs.readers).isEmpty();
        assertThat(socket.sent).isEmpty();
    }

    @Test
    void theOldestIsLeftWhenTooManyAreFollowed() {
        for (int i = 0; i <= SideTexts.MOST_FOLLOWED; i++) {
            texts.follow("job-" + i);
        }

        assertThat(jobs.readers).hasSize(SideTexts.MOST_FOLLOWED).doesNotContainKey("job-0");
    }

    private String told() {
        return socket.texts().stream().map(LinkFrame.Text::text).collect(Collectors.joining());
    }
}

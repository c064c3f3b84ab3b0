package dev.atelier.studio.http.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.studio.dispatch.api.Sessions;
import dev.atelier.studio.http.api.ReadAlong;
import dev.atelier.studio.http.api.WorkerLinks;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.LinkFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinkRoomTest {
    private final LinkRoom links = new LinkRoom(new NoSessions());
    private final List<String> read = new ArrayList<>();

    private final ReadAlong.Reader reader = new ReadAlong.Reader() {
        @Override
        public void text(String piece) {
            read.add(piece);
        }

        @Override
        public void restarted() {
            read.add("restarted");
        }
    };

    /** A worker's end. */
    private final class Worker implements Sessions.Channel {
        private final List<String> heard = new ArrayList<>();
        private final Sessions.Seat seat;
        private int closed;

        private Worker(String id) {
            this.seat = links.open(id, this);
        }

        @Override
        public void send(String text) {
            heard.add(text);
        }

        @Override
        public void close(int code, String reason) {
            closed = code;
        }

        private void say(String jobId, long at, String text) {
            seat.text(Frames.write(new LinkFrame.Text(jobId, at, text)));
        }
    }

    @Test
    void theWorkerThatGetsAFollowedJobIsAskedForItsText() {
        Worker worker = new Worker("w-1");
        links.follow("job-1", reader);

        links.offered("job-1", "w-1");
        links.offered("job-2", "w-1");
        worker.say("job-1", 0, "Once");
        worker.say("job-1", 4, " upon");

        assertThat(worker.heard).containsExactly(Frames.write(new LinkFrame.Follow("job-1")));
        assertThat(read).containsExactly("Once", " upon");
    }

    @Test
    void whatIsToldTwiceIsReadOnce() {
        Worker first = new Worker("w-1");
        links.follow("job-1", reader);
        links.offered("job-1", "w-1");
        first.say("job-1", 0, "Once");

        Worker again = new Worker("w-1");
        first.seat.closed();
        again.say("job-1", 0, "Once upon");
        again.say("job-1", 0, "Once");

        assertThat(first.closed).isEqualTo(1000);
        assertThat(again.heard).containsExactly(Frames.write(new LinkFrame.Follow("job-1")));
        assertThat(read).containsExactly("Once", " upon");
    }

    @Test
    void aTextWithAHoleIsReadNoFurther() {
        Worker worker = new Worker("w-1");
        links.follow("job-1", reader);
        links.offered("job-1", "w-1");

        worker.say("job-1", 0, "Once");
        worker.say("job-1", 9, " a time");
        worker.say("job-1", 4, " upon");

        assertThat(read).containsExactly("Once");
    }

    @Test
    void aSecondAttemptEndsTheReadingOnlyWhenSomethingWasRead() {
        Worker one = new Worker("w-1");
        Worker other = new Worker("w-2");
        links.follow("job-1", reader);
        links.offered("job-1", "w-1");
        links.offered("job-1", "w-2");
        other.say("job-1", 0, "Once");
        one.say("job-1", 0, "Twice");

        links.offered("job-1", "w-1");
        one.say("job-1", 4, " more");

        assertThat(read).containsExactly("Once", "restarted");
    }

    @Test
    void nobodySpeaksForAWorkerThatHasNotTheJob() {
        Worker stranger = new Worker("w-2");
        links.follow("job-1", reader);
        links.offered("job-1", "w-1");

        stranger.say("job-1", 0, "Once");

        assertThat(read).isEmpty();
    }

    @Test
    void aCancelReachesTheWorkerThatHasTheJob() {
        Worker worker = new Worker("w-1");

        links.withdrawn("job-1", "w-1");
        links.withdrawn("job-1", "w-without-a-link");

        assertThat(worker.heard).containsExactly(Frames.write(new LinkFrame.Cancel("job-1")));
    }

    @Test
    void aWorkerThatIsRemovedLosesItsLinkToo() {
        Worker worker = new Worker("w-1");

        links.removed("w-1");

        assertThat(worker.closed).isEqualTo(1000);
        assertThat(links.count()).isZero();
    }

    @Test
    void whoHasStoppedReadingHearsNoMore() {
        Worker worker = new Worker("w-1");
        ReadAlong.Reading reading = links.follow("job-1", reader);
        links.offered("job-1", "w-1");

        reading.close();
        worker.say("job-1", 0, "Once");

        assertThat(read).isEmpty();
    }

    @Test
    void nonsenseIsLeftAloneAndBytesEndTheLink() {
        Worker worker = new Worker("w-1");

        worker.seat.text("no JSON");
        assertThat(worker.closed).isZero();

        worker.seat.binary();
        assertThat(worker.closed).isEqualTo(1008);
    }

    /** Writes down what it hears of links that are not its own matter. */
    private static final class Ear implements WorkerLinks.Listener {
        private final List<String> heard;

        private Ear(List<String> heard) {
            this.heard = heard;
        }

        @Override
        public void opened(WorkerLinks.Line line) {
            line.send("hello " + line.workerId());
            heard.add("opened " + line.workerId());
        }

        @Override
        public void text(WorkerLinks.Line line, String text) {
            heard.add(line.workerId() + " " + text);
        }

        @Override
        public void closed(WorkerLinks.Line line) {
            heard.add("closed " + line.workerId());
        }

        @Override
        public void removed(String workerId) {
            heard.add("removed " + workerId);
        }
    }

    @Test
    void otherRoomsHearWhatIsNotOfJobs() {
        List<String> heard = new ArrayList<>();
        Worker early = new Worker("w-1");
        WorkerLinks.Watching watching = links.watch(new Ear(heard));
        Worker late = new Worker("w-2");

        late.seat.text("{\"type\":\"of-another-room\"}");
        late.say("job-1", 0, "Once");
        late.seat.closed();
        watching.close();
        early.seat.text("{\"type\":\"unheard\"}");

        assertThat(early.heard).containsExactly("hello w-1");
        assertThat(heard)
                .containsExactly("opened w-1", "opened w-2", "w-2 {\"type\":\"of-another-room\"}", "closed w-2");
    }

    @Test
    void otherRoomsKnowOneLinkOfAWorkerAtATime() {
        List<String> heard = new ArrayList<>();
        var unused = links.watch(new Ear(heard));
        Worker first = new Worker("w-1");
        Worker again = new Worker("w-1");

        first.seat.text("{\"type\":\"too-late\"}");
        first.seat.closed();
        links.removed("w-1");
        again.seat.closed();

        assertThat(heard).containsExactly("opened w-1", "closed w-1", "opened w-1", "closed w-1", "removed w-1");
    }

    private static final class NoSessions implements Sessions {
        @Override
        public Seat open(String workerId, String origin, Channel channel) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Watching watch(Hands hands) {
            return () -> {};
        }

        @Override
        public void removed(String workerId) {}

        @Override
        public void changed(String workerId) {}

        @Override
        public List<View> all() {
            return List.of();
        }

        @Override
        public Optional<View> find(String workerId) {
            return Optional.empty();
        }
    }
}

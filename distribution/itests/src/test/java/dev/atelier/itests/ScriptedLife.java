package dev.atelier.itests;

import dev.atelier.common.api.Secret;
import dev.atelier.engine.api.Kind;
import dev.atelier.itests.JobHistory.What;
import dev.atelier.wire.api.Claim;
import dev.atelier.wire.api.Frames;
import dev.atelier.wire.api.MalformedJson;
import dev.atelier.wire.api.RejectCode;
import dev.atelier.wire.api.StudioFrame;
import dev.atelier.wire.api.WorkerFrame;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A scripted worker from its start to its kill: its sessions, one after the other, and the job in its hands. */
final class ScriptedLife {
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final ScriptedWorker worker;
    private boolean over;
    private boolean silent;
    private boolean uploading;
    private Talk talk;
    private Attempt attempt;

    /** @param in the session it was offered in */
    private record Attempt(String name, Claim claim, Talk in) {
        String jobId() {
            return claim.jobId();
        }

        boolean bytes() {
            return claim.task().kind() != Kind.LLM;
        }
    }

    ScriptedLife(ScriptedWorker worker) {
        this.worker = worker;
    }

    synchronized void begin() {
        if (over || silent) {
            return;
        }
        Optional<StudioProcess.Address> studio = worker.studio.address();
        if (studio.isEmpty()) {
            again(this::begin);
            return;
        }
        talk = new Talk();
        talk.socket = ScriptedSocket.open(
                StudioProcess.HTTP,
                studio.get().socket("/workers/" + worker.id() + "/connect"),
                worker.token(),
                talk::hears,
                talk::ended);
        talk.say(new WorkerFrame.Hello(new Secret(worker.token()), worker.capabilities));
    }

    /** @return when nothing is left of it, not even a connection it had only asked for */
    synchronized CompletableFuture<Void> kill() {
        over = true;
        giveUp();
        return talk == null ? CompletableFuture.completedFuture(null) : talk.leave();
    }

    synchronized void fallSilent() {
        silent = true;
        talk.beats.cancel(false);
        giveUp();
    }

    private void giveUp() {
        if (attempt != null) {
            saw(What.GIVEN_UP, attempt);
            attempt = null;
        }
    }

    private void saw(What what, Attempt by) {
        worker.history.add(what, by.jobId(), by.name());
    }

    private void again(Runnable what) {
        after(AGAIN, what);
    }

    private void after(Duration time, Runnable what) {
        var unused = worker.threads.schedule(what, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void finish(Attempt done) {
        if (over || silent || !done.equals(attempt)) {
            return;
        }
        if (!done.in().over && worker.manner.failing().get()) {
            giveUp();
            done.in().say(new WorkerFrame.Fail(done.jobId(), "it did not work out", true));
        } else if (done.bytes()) {
            saw(What.REPORTED, done);
            uploading = true;
            upload(done);
        } else if (done.in().over) {
            attempt = null; // what was said over a session that has ended nobody hears
        } else {
            saw(What.REPORTED, done);
            attempt = null;
            done.in().reported = done;
            done.in().say(new WorkerFrame.CompleteJson(done.jobId(), '"' + done.name() + '"', "x"));
        }
    }

    /** Until the studio has answered, over as many lives of it as that takes. */
    private synchronized void upload(Attempt done) {
        if (over || silent) {
            return;
        }
        Optional<StudioProcess.Address> studio = worker.studio.address();
        if (studio.isEmpty()) {
            again(() -> upload(done));
            return;
        }
        var unused = StudioProcess.HTTP
                .sendAsync(worker.upload(studio.get(), done.jobId(), done.name()), BodyHandlers.ofString())
                .whenComplete((answer, failure) -> uploaded(done, answer));
    }

    private synchronized void uploaded(Attempt done, HttpResponse<String> answer) {
        if (answer == null || answer.statusCode() >= 500) {
            again(() -> upload(done));
            return;
        }
        saw(answer.statusCode() == 200 ? What.STORED : What.GIVEN_UP, done);
        if (answer.statusCode() != 200 && !done.in().over && !over) {
            // As a worker of ours does: the studio has to hear on the session that the hands are free.
            done.in().say(new WorkerFrame.Fail(done.jobId(), "the upload was refused", true));
        }
        if (done.equals(attempt)) {
            attempt = null;
            uploading = false;
        }
    }

    /** One session. */
    private final class Talk {
        private ScriptedSocket socket;
        private Future<?> beats = CompletableFuture.completedFuture(null);
        private Attempt reported;
        private boolean over;

        void say(WorkerFrame frame) {
            if (!over && !silent) {
                socket.say(Frames.write(frame));
            }
        }

        CompletableFuture<Void> leave() {
            over = true;
            beats.cancel(false);
            return socket.abort();
        }

        void ended() {
            synchronized (ScriptedLife.this) {
                if (over) {
                    return;
                }
                over = true;
                beats.cancel(false);
                if (attempt != null && attempt.in() == this) {
                    saw(What.GIVEN_UP, attempt);
                    if (!attempt.bytes()) {
                        attempt = null;
                    }
                }
                if (!ScriptedLife.this.over) {
                    again(ScriptedLife.this::begin);
                }
            }
        }

        void hears(String text) {
            StudioFrame frame;
            try {
                frame = Frames.fromStudio(text);
            } catch (MalformedJson e) {
                worker.history.trouble(worker.name + " cannot read " + text + ": " + e.getMessage());
                return;
            }
            synchronized (ScriptedLife.this) {
                if (!over && !silent) {
                    frame.match(new Hearing());
                }
            }
        }

        private void beat() {
            synchronized (ScriptedLife.this) {
                say(new WorkerFrame.Heartbeat(worker.capabilities, attempt == null ? null : attempt.jobId()));
            }
        }

        private void offered(Claim claim) {
            if (attempt != null) {
                // While a result is uploaded, the studio may have it before its answer is here.
                if (attempt.in() == this && !uploading) {
                    worker.history.trouble(
                            worker.name + " has " + attempt.jobId() + " and is offered " + claim.jobId());
                }
                say(new WorkerFrame.Reject(claim.jobId(), "worker already has an in-flight job", RejectCode.BUSY));
                return;
            }
            Attempt next = new Attempt(worker.nextAttempt(), claim, this);
            attempt = next;
            saw(What.OFFERED, next);
            say(new WorkerFrame.Accept(claim.jobId()));
            Duration lasting = worker.manner.lasting().get();
            if (lasting != null) {
                after(lasting, () -> finish(next));
            }
        }

        /** What each frame means to it. */
        private final class Hearing implements StudioFrame.Cases<Void> {
            @Override
            public Void welcome(StudioFrame.Welcome frame) {
                worker.welcomed();
                long beat = worker.manner.beat().toMillis();
                beats = worker.threads.scheduleAtFixedRate(Talk.this::beat, 0, beat, TimeUnit.MILLISECONDS);
                return null;
            }

            @Override
            public Void offer(StudioFrame.Offer frame) {
                offered(frame.claim());
                return null;
            }

            @Override
            public Void heartbeatAck(StudioFrame.HeartbeatAck frame) {
                return null;
            }

            @Override
            public Void completeAck(StudioFrame.CompleteAck frame) {
                if (reported != null && reported.jobId().equals(frame.jobId())) {
                    saw(What.STORED, reported);
                    reported = null;
                } else {
                    worker.history.trouble(worker.name + " is thanked for " + frame.jobId());
                }
                return null;
            }

            @Override
            public Void failAck(StudioFrame.FailAck frame) {
                return null;
            }

            @Override
            public Void error(StudioFrame.Failure frame) {
                worker.history.trouble(worker.name + " is told " + frame.code() + ": " + frame.message());
                return null;
            }
        }
    }
}

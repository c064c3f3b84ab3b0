package dev.atelier.engine.agent.run;

import dev.atelier.containers.api.Attachment;
import dev.atelier.containers.api.ContainerEngine;
import dev.atelier.containers.api.ContainerSpec;
import dev.atelier.containers.api.ContainerState;
import dev.atelier.containers.api.EngineException;
import dev.atelier.containers.api.MemoryKills;
import dev.atelier.engine.agent.AgentFailure;
import dev.atelier.engine.agent.ErrorCode;
import dev.atelier.engine.agent.network.AllowList;
import dev.atelier.engine.agent.network.Gate;
import dev.atelier.engine.agent.run.Inbox.Message;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The container of one run, from its start to its removal. What happens to it arrives in the run's inbox: its output, the
 * end of that, and its own end.
 */
final class Box implements Closeable {
    private static final Pattern MISSING =
            Pattern.compile("executable file .*not found|command that was not found|exec: .*no such file");
    private static final Logger LOG = LoggerFactory.getLogger(Box.class);

    private final ContainerEngine engine;
    private final String id;
    private final Attachment attachment;
    private final Consumer<String> stays;
    private final Stdin stdin = new Stdin();
    private volatile boolean starved;
    private volatile MemoryKills kills = MemoryKills.of(0);
    private final CountDownLatch gone = new CountDownLatch(1);

    private Box(ContainerEngine engine, String id, Attachment attachment, Consumer<String> stays) {
        this.engine = engine;
        this.id = id;
        this.attachment = attachment;
        this.stays = stays;
    }

    /**
     * Started, with nobody reading yet what it says.
     *
     * @param stays told of one that could not be removed
     */
    static Box start(ContainerEngine engine, ContainerSpec spec, Consumer<String> stays) throws AgentFailure {
        try {
            return begin(engine, spec, stays);
        } catch (AgentFailure e) {
            if (spec.init()
                    && e.getCause() instanceof EngineException why
                    && why.code() == EngineException.Code.NO_INIT) {
                return begin(engine, spec.withoutInit(), stays);
            }
            throw e;
        }
    }

    private static Box begin(ContainerEngine engine, ContainerSpec spec, Consumer<String> stays) throws AgentFailure {
        String id;
        try {
            id = engine.create(spec);
        } catch (EngineException e) {
            throw failure(e, ErrorCode.CONTAINER_CREATE_FAILED, "the container cannot be made");
        }
        try {
            Attachment attachment = engine.attach(id);
            try {
                engine.start(id);
                return new Box(engine, id, attachment, stays);
            } catch (EngineException e) {
                attachment.close();
                throw e;
            }
        } catch (IOException e) {
            remove(engine, id, stays);
            throw MISSING.matcher(String.valueOf(e.getMessage())).find()
                    ? new AgentFailure(ErrorCode.AGENT_NOT_INSTALLED, "the image has no /bin/sh: " + e.getMessage(), e)
                    : failure(e, ErrorCode.CONTAINER_START_FAILED, "the container cannot be started");
        }
    }

    private static AgentFailure failure(IOException problem, ErrorCode usual, String what) {
        boolean gone = problem instanceof EngineException e && e.code() == EngineException.Code.ENGINE_UNAVAILABLE;
        return new AgentFailure(
                gone ? ErrorCode.ENGINE_UNAVAILABLE : usual, what + ": " + problem.getMessage(), problem);
    }

    String id() {
        return id;
    }

    /** Whether the kernel has killed in it for want of memory; known when its output is over. */
    boolean starved() {
        return starved;
    }

    /** Whether the kernel has killed in it by now. */
    boolean starves() {
        return kills.count().orElse(0) > 0;
    }

    Stdin stdin() {
        return stdin;
    }

    /** The container's one way out, if it is to have one. To be closed before it. */
    Gate gate(AllowList hosts, Consumer<String> refused) throws AgentFailure {
        try {
            return Gate.open(engine.inspect(id).pid(), engine.info().rootless(), hosts, refused);
        } catch (EngineException e) {
            throw failure(e, ErrorCode.CONTAINER_START_FAILED, "the container's network cannot be entered");
        } catch (IOException e) {
            throw new AgentFailure(
                    ErrorCode.CONTAINER_START_FAILED,
                    e.getMessage() + "; ATELIER_AGENT_CONTAINER_NETWORK=bridge gives agents a network without a filter",
                    e);
        }
    }

    /** Begins to read, to write and to wait. */
    void watch(Inbox inbox, Executor threads) {
        countKills();
        threads.execute(() -> stdin.runTo(attachment));
        threads.execute(() -> read(inbox));
        threads.execute(() -> {
            ContainerState state = Departure.of(engine, id);
            if (state != null && state.outOfMemory()) {
                starved = true;
            }
            gone.countDown();
            inbox.put(new Message.Ended(state));
        });
    }

    private void read(Inbox inbox) {
        try {
            for (Optional<Attachment.Output> next = attachment.next(); next.isPresent(); next = attachment.next()) {
                inbox.putOutput(
                        new Message.Output(next.get().error(), next.get().bytes()));
            }
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("container", id).setCause(e).log("output broke off");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (starves()) { // it has ended, most likely, and is not yet cleaned up
                starved = true;
            }
            inbox.put(new Message.OutputOver());
        }
    }

    private void countKills() {
        try {
            kills = MemoryKills.of(engine.inspect(id).pid());
        } catch (EngineException e) {
            LOG.atDebug().addKeyValue("container", id).setCause(e).log("not inspected");
        }
    }

    /** Ends it; on the caller's thread, which may take both times. */
    void stop(Duration byItself, Duration grace) {
        try {
            if (gone.await(byItself.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            engine.stop(id, grace);
        } catch (EngineException e) {
            LOG.atDebug().addKeyValue("container", id).setCause(e).log("a container was not stopped");
            remove(engine, id, gone -> {}); // tried once more when its run is over
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether or not it still runs. */
    @Override
    public void close() {
        stdin.close();
        try {
            attachment.close();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("container", id).setCause(e).log("not closed");
        }
        remove(engine, id, stays);
    }

    private static void remove(ContainerEngine engine, String id, Consumer<String> stays) {
        try {
            engine.remove(id);
        } catch (EngineException e) {
            // Its labels say whose it is, should this process not find it again.
            stays.accept(id);
            LOG.atWarn().addKeyValue("container", id).setCause(e).log("a container stays behind");
        }
    }
}

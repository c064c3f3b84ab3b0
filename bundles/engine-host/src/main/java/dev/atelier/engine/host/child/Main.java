package dev.atelier.engine.host.child;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The child process: reads frames on its first thread and answers each call on one of its own. Ends when the worker
 * says so, and when the worker is gone, which is when nothing can be read any more.
 */
public final class Main {
    /** How a child ends that cannot go on, as programs do that found no memory or no library. */
    private static final int BROKEN = 70;

    private final Worker worker;
    private final Answers answers;
    private final Map<Integer, RunningCall> calls = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> daemon(task, "call"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "timer"));

    private Main(Worker worker, Answers answers) {
        this.worker = worker;
        this.answers = answers;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** @param arguments the class of the worker */
    public static void main(String[] arguments) {
        // Libraries print. The real output is for frames alone, so it is taken away before anything else is loaded.
        Answers answers = new Answers(new FileOutputStream(FileDescriptor.out));
        System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        InputStream in = new BufferedInputStream(new FileInputStream(FileDescriptor.in));
        System.setIn(InputStream.nullInputStream());
        try {
            Worker worker = Class.forName(arguments[0])
                    .asSubclass(Worker.class)
                    .getDeclaredConstructor()
                    .newInstance();
            worker.open();
            answers.send(Frame.Type.READY, 0, new Fields().put("protocol", Frame.PROTOCOL));
            new Main(worker, answers).serve(in);
            halt(0);
        } catch (Throwable e) { // whatever it is, the worker reads it as the reason this child did not start
            giveUp(e);
        }
    }

    private void serve(InputStream in) {
        try {
            while (true) {
                Frame frame = Frame.read(in, stray -> {});
                if (frame == null || frame.type() == Frame.Type.EXIT) {
                    return;
                }
                take(frame);
            }
        } catch (IOException e) {
            Answers.complain(e);
        }
    }

    private void take(Frame frame) {
        switch (frame.type()) {
            case PING -> answers.send(Frame.Type.PONG, frame.call(), new Fields());
            case REQUEST -> {
                RunningCall call = new RunningCall(frame.call(), answers, this::later);
                calls.put(frame.call(), call);
                threads.execute(() -> answer(frame.fields(), call));
            }
            case CANCEL -> {
                RunningCall call = calls.get(frame.call());
                if (call != null) {
                    threads.execute(call::cancel);
                }
            }
            default -> {
                // for a newer child
            }
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a moment away, and does nothing by then if nothing is left to do
    private void later(long nanos, Runnable action) {
        timer.schedule(action, nanos, TimeUnit.NANOSECONDS);
    }

    private void answer(Fields request, RunningCall call) {
        try {
            Fields answer = worker.answer(request, call);
            call.flush();
            answers.send(Frame.Type.RESULT, call.id(), answer);
        } catch (Failure e) {
            call.flush();
            answers.fail(call.id(), e);
        } catch (Exception e) {
            Answers.complain(e);
            call.flush();
            answers.fail(call.id(), new Failure("engine_failed", words(e), true));
        } catch (Error e) { // no memory, no library: what comes after it cannot be trusted
            giveUp(e);
        } finally {
            calls.remove(call.id());
        }
    }

    private static String words(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    private static void giveUp(Throwable e) {
        try {
            Answers.complain(e);
        } finally {
            halt(BROKEN);
        }
    }

    /** Not an orderly exit: threads of native libraries keep that from ever ending. */
    private static void halt(int code) {
        Runtime.getRuntime().halt(code);
    }
}

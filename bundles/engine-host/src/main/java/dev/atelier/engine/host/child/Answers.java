package dev.atelier.engine.host.child;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;

/** Frames on their way to the worker, one at a time. */
final class Answers {
    private final OutputStream out;

    Answers(OutputStream out) {
        this.out = out;
    }

    void send(Frame.Type type, int call, Fields fields) {
        synchronized (out) {
            try {
                new Frame(type, call, fields).write(out);
            } catch (IOException e) {
                // Too long, or the worker is gone; in the second case the end of the input says so as well.
                if (type == Frame.Type.RESULT) {
                    fail(call, new Failure("engine_failed", "the answer cannot be sent: " + e.getMessage(), false));
                }
            }
        }
    }

    void fail(int call, Failure failure) {
        send(
                Frame.Type.ERROR,
                call,
                new Fields()
                        .put("code", failure.code())
                        .put("message", failure.getMessage())
                        .put("retryable", failure.retryable()));
    }

    /** To the standard error, whose end the worker keeps. The reason stands last, where it is looked for. */
    static void complain(Throwable e) {
        StringWriter words = new StringWriter();
        e.printStackTrace(new PrintWriter(words));
        words.append(e.toString()).append('\n');
        try {
            FileOutputStream err = new FileOutputStream(FileDescriptor.err);
            err.write(words.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException gone) {
            // nobody is left to hear it
        }
    }
}

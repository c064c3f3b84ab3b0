package dev.atelier.engine.host.internal;

import dev.atelier.engine.host.child.Call;
import dev.atelier.engine.host.child.Failure;
import dev.atelier.engine.host.child.Fields;
import dev.atelier.engine.host.child.Worker;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** What the children of these tests do. */
public final class TestWorker implements Worker {
    @Override
    public void open() {
        if (System.getProperty("broken") != null) {
            throw new IllegalStateException("no library here");
        }
        if (System.getProperty("never") != null) {
            hang();
        }
    }

    @Override
    public Fields answer(Fields request, Call call) throws Exception {
        switch (request.text("do")) {
            case "echo" -> {
                call.progress(0.5, "half");
                call.text("piece ");
                call.text("by piece");
                call.log("said something");
                return new Fields()
                        .put("text", request.text("text", null))
                        .put("pid", ProcessHandle.current().pid())
                        .put("bytes", request.bytes("bytes"));
            }
            case "wait" -> {
                CountDownLatch over = new CountDownLatch(1);
                call.onCancel(over::countDown);
                call.progress(0, "waiting");
                over.await();
                throw Failure.cancelled();
            }
            case "hang" -> {
                call.progress(0, "hanging");
                hang();
            }
            case "abort" -> Runtime.getRuntime().halt(134);
            case "fail" -> throw new Failure("bad_model", "no tensor of that name", false);
            case "throw" -> throw new IllegalStateException("index 7");
            case "memory" -> {
                byte[][] much = new byte[64][];
                for (int i = 0; i < much.length; i++) {
                    much[i] = new byte[16 * 1024 * 1024];
                }
            }
            case "print" -> print();
            case "big" -> {
                return new Fields().put("bytes", new byte[17 * 1024 * 1024]);
            }
            default -> throw new Failure("what", "no such thing", false);
        }
        return new Fields().put("text", "done");
    }

    /** As libraries do, through Java and past it. */
    @SuppressWarnings("SystemOut")
    private static void print() throws IOException {
        System.out.println("printed by a library");
        FileOutputStream real = new FileOutputStream(FileDescriptor.out);
        real.write("printed past Java\n".getBytes(StandardCharsets.UTF_8));
    }

    private static void hang() {
        while (true) {
            java.util.concurrent.locks.LockSupport.park();
        }
    }
}

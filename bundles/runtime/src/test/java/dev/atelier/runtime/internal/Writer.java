package dev.atelier.runtime.internal;

import dev.atelier.runtime.api.RuntimeOptions;
import dev.atelier.runtime.api.WorkerInput;
import dev.atelier.runtime.api.WorkerRef;
import dev.atelier.runtime.api.WorkerRuntime;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;

/** A program that writes until it is killed, and says what was acknowledged as soon as it was. */
final class Writer {
    static final String ID = "rt-killed";

    private Writer() {}

    public static void main(String[] args) throws IOException {
        PrintStream out = System.out;
        try (WorkerRuntime runtime = new LocalRuntimes()
                .open(RuntimeOptions.memory().withRuntimeId(ID).withStoreRoot(Path.of(args[0])))) {
            out.println("open");
            for (int i = 0; ; i++) {
                WorkerRef worker = runtime.createWorker(Workers.PLAIN).workerRef();
                out.println("worker " + worker.workerId());
                for (int j = 0; j < 3; j++) {
                    String content = "round " + i + " line " + j;
                    long sequence =
                            runtime.sendInput(worker, WorkerInput.user(content)).transcriptSequence();
                    out.println("input " + worker.workerId() + " " + sequence + " " + content);
                }
                if (i % 2 == 0) {
                    runtime.stopWorker(worker, null);
                    out.println("stopped " + worker.workerId());
                }
            }
        }
    }
}

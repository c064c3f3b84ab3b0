package dev.atelier.lib.onnxruntime.internal;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime gives its environment back in a shutdown hook of its own, which runs the moment a stop begins: jobs that
 * are to end in peace could open no network any more, and runs go on without what they log to. The library counts who
 * holds the environment, so one more who never gives it back keeps it there. There is no public way to say so.
 */
final class Holder {
    private static final Logger LOG = LoggerFactory.getLogger(Holder.class);

    private Holder() {}

    /** Once the environment is there. */
    static void hold(OrtLoggingLevel level, String name) {
        try {
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            api.setAccessible(true);
            Method create = OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
            create.setAccessible(true);
            create.invoke(null, api.getLong(null), level.getValue(), name);
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.atWarn()
                    .setCause(e)
                    .log("jobs that run when the worker is stopped may fail: the library closes itself");
        }
    }
}

package dev.atelier.lib.onnxruntime.internal;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.function.Supplier;

/**
 * Calls what makes a thread that stays until the process ends. Such a thread keeps the context class loader it was made
 * under, and on older Java the classes of everybody who is calling, which would hold an engine that is long gone.
 */
final class Alone {
    private Alone() {}

    @SuppressWarnings("removal") // where it is gone, threads keep nobody's classes any more
    static <T> T call(Supplier<T> what) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(null);
        try {
            return AccessController.doPrivileged((PrivilegedAction<T>) what::get);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}

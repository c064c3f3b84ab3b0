package dev.atelier.http.api;

import jakarta.servlet.http.HttpServletRequest;
import org.osgi.annotation.versioning.ConsumerType;

/** Decides who may use mounted routes, before anything of the request is looked at. */
@ConsumerType
@FunctionalInterface
public interface Guard {
    /**
     * Who asks, as {@link Exchange#caller()} tells it.
     *
     * @throws HttpError the answer for those who may not
     */
    String check(HttpServletRequest request);
}

package dev.atelier.engine.host.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Child processes: Java programs that carry what must not be able to take the worker down with it. A service of its
 * own for each bundle that asks for it; when that bundle stops, its children end.
 */
@ProviderType
public interface Children {
    /** A child of this kind. Nothing is started before it is called. */
    Child open(ChildSpec spec);
}

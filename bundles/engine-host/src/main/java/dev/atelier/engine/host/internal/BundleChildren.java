package dev.atelier.engine.host.internal;

import dev.atelier.engine.host.api.Child;
import dev.atelier.engine.host.api.ChildSpec;
import dev.atelier.engine.host.api.Children;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** The children of one bundle; they end with it. */
@Component(service = Children.class, scope = ServiceScope.BUNDLE)
public final class BundleChildren implements Children, AutoCloseable {
    private final ProcessHost host;
    private final LongSupplier nanoTime;
    private final List<Child> children = new CopyOnWriteArrayList<>();

    @Activate
    public BundleChildren(@Reference(name = "host") ProcessHost host) {
        this(host, System::nanoTime);
    }

    BundleChildren(ProcessHost host, LongSupplier nanoTime) {
        this.host = host;
        this.nanoTime = nanoTime;
    }

    @Override
    public Child open(ChildSpec spec) {
        Child child = new SupervisedChild(spec, host, nanoTime);
        children.add(child);
        return child;
    }

    @Override
    @Deactivate
    public void close() {
        children.forEach(Child::close);
    }
}

import { type ReactNode } from 'react';
import { isAnyRunning } from '../../page-names';
import { DistributionCard } from '../components/distribution-card';
import { EmptyState } from '../components/empty-state';
import { LoadBalancerCard } from '../components/load-balancer-card';
import { ServiceCard } from '../components/service-card';
import { useConsole } from '../state/store-context';
import { useAnnouncement } from '../state/use-announcement';

export function ServicesPage(): ReactNode {
  const { services: state, httpRates, serverMs } = useConsole();
  const [announcement, announce] = useAnnouncement();
  if (!state) return <p className="muted">Asking the server…</p>;
  const { services, loadBalancers, distributions } = state;
  if (!isAnyRunning(state)) {
    return (
      <EmptyState title="No services are running">
        None of the systems that run here has containers, load balancers or distributions. The stage&apos;s services
        show up here when one does.
      </EmptyState>
    );
  }
  return (
    <>
      <p className={`announcement announcement-${announcement.state}`} role="status" aria-live="polite">
        {announcement.text}
      </p>
      <section className="services" aria-labelledby="services-services">
        <h2 id="services-services">Container services</h2>
        {services.length === 0 && (
          <EmptyState title="No container services">Nothing that is deployed runs in containers.</EmptyState>
        )}
        {services.map((service) => (
          <ServiceCard
            key={`${service.cluster} ${service.serviceName}`}
            service={service}
            rates={httpRates.targetGroups}
            serverMs={serverMs}
            announce={announce}
          />
        ))}
      </section>
      <section className="services" aria-labelledby="services-load-balancers">
        <h2 id="services-load-balancers">Load balancers</h2>
        {loadBalancers.length === 0 && (
          <EmptyState title="No load balancers">The services above are reached by their own addresses only.</EmptyState>
        )}
        <div className="load-balancers">
          {loadBalancers.map((loadBalancer) => (
            <LoadBalancerCard
              key={loadBalancer.arn}
              loadBalancer={loadBalancer}
              rates={httpRates.loadBalancers.find(({ name }) => name === loadBalancer.name)}
            />
          ))}
        </div>
      </section>
      {distributions.length > 0 && (
        <section className="services" aria-labelledby="services-distributions">
          <h2 id="services-distributions">Distributions</h2>
          <div className="load-balancers">
            {distributions.map((distribution) => (
              <DistributionCard
                key={distribution.id}
                distribution={distribution}
                rates={httpRates.distributions.find(({ name }) => name === distribution.id)}
              />
            ))}
          </div>
        </section>
      )}
    </>
  );
}

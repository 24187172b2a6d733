"""Settings of an environment, resolved by Ansible once and kept until anything changes that decides them."""

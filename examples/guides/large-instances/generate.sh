# Writes a root module for each shard: sh generate.sh NUMBER
shards=$1
shard=0
while [ "$shard" -lt "$shards" ]; do
  mkdir -p "shard-$shard"
  cat > "shard-$shard/main.tf" <<END
terraform {
  required_providers {
    losant = {
      source  = "losant/losant"
      version = "~> 0.1"
    }
  }
}

module "shard" {
  source = "../modules/shard"
  shard  = $shard
  shards = $shards
}
END
  shard=$((shard + 1))
done

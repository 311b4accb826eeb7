// SPDX-License-Identifier: UNLICENSED
pragma solidity ^0.8.28;

/// @notice An owner without a key: a contract that does what its own owner tells it.
contract ContractWallet {
    address private immutable _owner = msg.sender;

    error NotMine(address sender);

    function run(address target, bytes calldata call) external returns (bytes memory) {
        if (msg.sender != _owner) revert NotMine(msg.sender);
        (bool done, bytes memory answer) = target.call(call);
        if (done) return answer;
        assembly ("memory-safe") {
            revert(add(answer, 32), mload(answer))
        }
    }
}
